import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { ArticleView } from "../components/ArticleView.tsx";
import { headLines } from "../components/head.ts";
import { publishedArticle } from "../models/articles.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { aroundArticle } from "../models/reading.server.ts";
import { articleHead } from "../models/heads.server.ts";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const article = orNotFound(await publishedArticle(context, params.slug!));
  const around = await aroundArticle(context, article);
  return { article, around, head: articleHead(context, briefing, article) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function ArticlePage() {
  const { article, around } = useLoaderData<typeof loader>();
  return <ArticleView article={article} around={around} />;
}
