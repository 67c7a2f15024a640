import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { ArticleCard } from "../components/ArticleCard.tsx";
import { headLines } from "../components/head.ts";
import { publishedArticles } from "../models/articles.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { pageHead } from "../models/heads.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const head = pageHead(context, briefing, {
    path: "/articles",
    title: `Articles · ${briefing.name}`,
    description: `Every article of ${briefing.name}, newest first.`,
  });
  return { head, articles: await publishedArticles(context, 200) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function Articles() {
  const { articles } = useLoaderData<typeof loader>();
  return (
    <>
      <h1 className="page-heading">Articles</h1>
      {articles.length === 0 && <p className="text-lg text-muted">The first article is being written.</p>}
      <div className="cards cards-first">
        {articles.map((article) => (
          <ArticleCard key={article.slug} article={article} level={2} />
        ))}
      </div>
    </>
  );
}
