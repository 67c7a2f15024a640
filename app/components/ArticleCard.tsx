import type { Article } from "../models/articles.server.ts";
import { Day } from "./Day.tsx";
import { Said, useWords } from "./Words.tsx";

/** What a card shows of an article; `lead` is the one on top of a page. */
type CardProps = { article: Article; lead?: boolean; level?: 2 | 3 };

/** An article in a list: its picture, topics, headline and dek. The whole card leads to it, by the headline's link. */
export function ArticleCard({ article, lead = false, level = 3 }: CardProps) {
  const Heading = `h${level}` as const;
  return (
    <article className={`card ${lead ? "card-lead" : ""}`}>
      {article.image && (
        <img
          className="card-image"
          src={article.image.path}
          alt={article.imageAlt}
          width={article.image.width}
          height={article.image.height}
          loading={lead ? "eager" : "lazy"}
        />
      )}
      <div>
        <Kicker topics={article.topics} minutes={article.minutes} />
        <Heading
          className={`mt-2 font-serif font-semibold text-balance ${lead ? "text-3xl leading-[1.12] sm:text-4xl" : "text-xl leading-snug"}`}
        >
          <a className="card-link" href={`/articles/${article.slug}`}>
            {article.headline}
          </a>
        </Heading>
        {article.dek && (
          <p className={`mt-2 font-serif leading-normal text-muted ${lead ? "text-lg" : ""}`}>{article.dek}</p>
        )}
        <p className="mt-3 text-sm text-muted">
          {article.byline && <By name={article.byline} />}
          {article.byline && article.publishedAt && " · "}
          {article.publishedAt && <Day at={article.publishedAt} />}
        </p>
      </div>
    </article>
  );
}

/** The line above a headline: topics, and how long it takes to read. */
export function Kicker({ topics, minutes }: { topics: string[]; minutes: number }) {
  const words = useWords();
  return (
    <p className="kicker">
      {topics.length > 0 && <span className="text-accent">{topics.join(words("article.betweenTopics"))}</span>}
      {topics.length > 0 && <span aria-hidden="true"> · </span>}
      <span className="text-muted">{words("article.minutes", { count: minutes })}</span>
    </p>
  );
}

/** Who wrote it; on its own page the name stands out. */
export function By({ name, className }: { name: string; className?: string }) {
  const words = useWords();
  return (
    <Said
      text={(values) => words("article.by", values)}
      values={{ name }}
      tags={{ name: (inner) => <span className={className}>{inner}</span> }}
    />
  );
}
