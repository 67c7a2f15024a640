import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ArticleList } from "#app/components/site/ArticleList.tsx";
import { pagePath, titleOfPage } from "#app/components/site/Paging.tsx";
import { headLines } from "#app/components/site/head.ts";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound, pageFromQuery } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { articlesPage } from "#app/models/site/articlePages.server.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const words = messagesIn(briefing.language);
  const articles = orNotFound(await articlesPage(context, pageFromQuery(request)));
  const head = pageMeta(context, briefing, {
    path: pagePath("/articles", articles.page),
    title: `${titleOfPage(words, words("site.articles"), articles.page)} · ${briefing.name}`,
    description: words("site.everyArticle", { briefing: briefing.name }),
  });
  return { head, articles };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function Articles() {
  const words = useWords();
  const { articles } = useLoaderData<typeof loader>();
  const feed = { path: "/feed", about: words("pages.feeds.articles") };
  const empty = <p className="text-lg text-muted">{words("site.noArticles")}</p>;
  return <ArticleList title={words("site.articles")} articles={articles} path="/articles" feed={feed} empty={empty} />;
}
