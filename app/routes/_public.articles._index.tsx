import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound, pageIn } from "../answers.server.ts";
import { ArticleList } from "../components/ArticleList.tsx";
import { pagePath, pageTitle } from "../components/Paging.tsx";
import { useWords, wordsFor } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { articlesPart } from "../models/reading.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name } = orNotFound(await getBriefing(context));
  const articles = orNotFound(await articlesPart(context, pageIn(request)));
  return { name, url: context.config.appUrl + pagePath("/articles", articles.page), articles };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const words = wordsFor(matches);
  return [
    { title: `${pageTitle(words, words("site.articles"), data.articles.page)} · ${data.name}` },
    { name: "description", content: words("site.everyArticle", { briefing: data.name }) },
    { tagName: "link", rel: "canonical", href: data.url },
  ];
};

export default function Articles() {
  const words = useWords();
  const { articles } = useLoaderData<typeof loader>();
  const empty = <p className="text-lg text-muted">{words("site.noArticles")}</p>;
  return <ArticleList title={words("site.articles")} articles={articles} path="/articles" empty={empty} />;
}
