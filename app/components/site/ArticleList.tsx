import type { ReactNode } from "react";
import { ArticleCard } from "#app/components/ui/ArticleCard.tsx";
import { useDir } from "#app/components/ui/Words.tsx";
import type { Article } from "#app/models/articles/articles.server.ts";
import { FeedLinks } from "./FeedLinks.tsx";
import { Paging } from "./Paging.tsx";

type ListProps = {
  title: string;
  /** The kind of list, above its title. */
  kicker?: string;
  articles: { items: Article[]; page: number; pages: number };
  path: string;
  /** The list's own feed, when it has one. */
  feed?: { path: string; about: string };
  /** Shown instead of an empty list. */
  empty?: ReactNode;
};

/** A page of articles, newest first. */
export function ArticleList({ title, kicker, articles, path, feed, empty }: ListProps) {
  const dir = useDir();
  return (
    <>
      {kicker ? (
        <div className="pt-10 pb-7">
          <p className="kicker text-accent">{kicker}</p>
          <h1 dir={dir(title)} className="page-heading pt-2! pb-0!">
            {title}
          </h1>
        </div>
      ) : (
        <h1 className="page-heading">{title}</h1>
      )}
      {articles.items.length === 0 && empty}
      <div className="cards cards-first">
        {articles.items.map((article) => (
          <ArticleCard key={article.slug} article={article} level={2} />
        ))}
      </div>
      {feed && (
        <div className="mt-10">
          <FeedLinks {...feed} />
        </div>
      )}
      <Paging page={articles.page} pages={articles.pages} path={path} />
    </>
  );
}
