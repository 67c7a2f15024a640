import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { headLines } from "#app/components/site/head.ts";
import { ArticleView } from "#app/components/ui/ArticleView.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { publishedArticle } from "#app/models/articles/articles.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { aroundArticle } from "#app/models/site/articlePages.server.ts";
import { articleMeta } from "#app/models/site/meta.server.ts";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const article = orNotFound(await publishedArticle(context, params.slug!));
  const around = await aroundArticle(context, article);
  return { article, around, head: articleMeta(context, briefing, article) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function ArticlePage() {
  const { article, around } = useLoaderData<typeof loader>();
  return <ArticleView article={article} around={around} />;
}
