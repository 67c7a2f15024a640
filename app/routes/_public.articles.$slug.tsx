import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { ArticleView } from "../components/ArticleView.tsx";
import { publishedArticle } from "../models/articles.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { aroundArticle } from "../models/reading.server.ts";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name } = orNotFound(await getBriefing(context));
  const article = orNotFound(await publishedArticle(context, params.slug!));
  return { name, origin: context.config.appUrl, article, around: await aroundArticle(context, article) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return [];
  const { name, origin, article } = data;
  const url = `${origin}/articles/${article.slug}`;
  return [
    { title: `${article.headline} · ${name}` },
    { name: "description", content: article.dek },
    { tagName: "link", rel: "canonical", href: url },
    { property: "og:type", content: "article" },
    { property: "og:site_name", content: name },
    { property: "og:title", content: article.headline },
    { property: "og:description", content: article.dek },
    { property: "og:url", content: url },
    ...(article.image
      ? [
          { property: "og:image", content: origin + article.image.path },
          { property: "og:image:alt", content: article.imageAlt },
        ]
      : []),
    ...(article.publishedAt
      ? [{ property: "article:published_time", content: new Date(article.publishedAt).toISOString() }]
      : []),
    ...(article.modifiedAt
      ? [{ property: "article:modified_time", content: new Date(article.modifiedAt).toISOString() }]
      : []),
  ];
};

export default function ArticlePage() {
  const { article, around } = useLoaderData<typeof loader>();
  return <ArticleView article={article} around={around} />;
}
