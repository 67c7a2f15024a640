import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { ArticleCard } from "../components/ArticleCard.tsx";
import { useWords, wordsFor } from "../components/Words.tsx";
import { publishedArticles } from "../models/articles.server.ts";
import { getBriefing } from "../models/briefing.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name } = orNotFound(await getBriefing(context));
  return { name, url: `${context.config.appUrl}/articles`, articles: await publishedArticles(context, 200) };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const words = wordsFor(matches);
  return [
    { title: `${words("site.articles")} · ${data.name}` },
    { name: "description", content: words("site.everyArticle", { briefing: data.name }) },
    { tagName: "link", rel: "canonical", href: data.url },
  ];
};

export default function Articles() {
  const words = useWords();
  const { articles } = useLoaderData<typeof loader>();
  return (
    <>
      <h1 className="page-heading">{words("site.articles")}</h1>
      {articles.length === 0 && <p className="text-lg text-muted">{words("site.noArticles")}</p>}
      <div className="cards cards-first">
        {articles.map((article) => (
          <ArticleCard key={article.slug} article={article} level={2} />
        ))}
      </div>
    </>
  );
}
