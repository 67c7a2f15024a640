import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ArticleList } from "#app/components/site/ArticleList.tsx";
import { pagePath, titleOfPage } from "#app/components/site/Paging.tsx";
import { headLines } from "#app/components/site/head.ts";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound, pageFromQuery } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { authorPage } from "#app/models/articles/bylines.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";
import { authorPath } from "#app/models/sitePaths.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const author = orNotFound(await authorPage(context, params.slug!, pageFromQuery(request)));
  if ("movedTo" in author) throw redirect(author.movedTo, 301);
  const words = messagesIn(briefing.language);
  const path = authorPath(params.slug!);
  const { page } = author.articles;
  const head = pageMeta(context, briefing, {
    path: pagePath(path, page),
    title: `${titleOfPage(words, author.name, page)} · ${briefing.name}`,
    description: words("pages.author.description", { name: briefing.name, author: author.name }),
  });
  return { head, path, author };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function AuthorPage() {
  const { author, path } = useLoaderData<typeof loader>();
  const kicker = useWords()("pages.author.kicker");
  return <ArticleList kicker={kicker} title={author.name} articles={author.articles} path={path} />;
}
