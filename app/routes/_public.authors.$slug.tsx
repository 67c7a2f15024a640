import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound, pageIn } from "../answers.server.ts";
import { headLines } from "../components/head.ts";
import { ArticleList } from "../components/ArticleList.tsx";
import { pagePath, titleOfPage } from "../components/Paging.tsx";
import { useWords } from "../components/Words.tsx";
import { authorPage, authorPath } from "../models/authors.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { pageHead } from "../models/heads.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const author = orNotFound(await authorPage(context, params.slug!, pageIn(request)));
  if ("movedTo" in author) throw redirect(author.movedTo, 301);
  const words = wordsIn(briefing.language);
  const path = authorPath(params.slug!);
  const { page } = author.articles;
  const head = pageHead(context, briefing, {
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
