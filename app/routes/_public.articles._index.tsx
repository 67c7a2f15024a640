import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { headLines } from "../components/head.ts";
import { useWords } from "../components/Words.tsx";
import { orNotFound, pageIn } from "../answers.server.ts";
import { ArticleList } from "../components/ArticleList.tsx";
import { pagePath, titleOfPage } from "../components/Paging.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { pageHead } from "../models/heads.server.ts";
import { articlesPart } from "../models/reading.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const words = wordsIn(briefing.language);
  const articles = orNotFound(await articlesPart(context, pageIn(request)));
  const head = pageHead(context, briefing, {
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
