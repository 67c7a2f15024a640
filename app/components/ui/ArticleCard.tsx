import { Fragment, type ReactNode } from "react";
import { langOf } from "#app/models/fromElsewhere.ts";
import type { Article } from "#app/models/articles/articles.server.ts";
import { articlePath } from "#app/models/sitePaths.ts";
import { Day } from "./Day.tsx";
import { Picture } from "./Picture.tsx";
import { Said, useDir, useWords } from "./Words.tsx";

/** `lead` marks the card on top of a page. */
type CardProps = { article: Article; lead?: boolean; level?: 2 | 3 };

const leadSizes = "(min-width: 72rem) 36rem, (min-width: 60rem) 54vw, 94vw";
const cardSizes = "(min-width: 72rem) 21rem, (min-width: 52rem) 30vw, (min-width: 34rem) 13rem, 92vw";

/** An article in a list: its image, topics, headline and dek. The whole card is a link, by the headline's. */
export function ArticleCard({ article, lead = false, level = 3 }: CardProps) {
  const dir = useDir();
  const lang = langOf(article.language);
  const Heading = `h${level}` as const;
  return (
    <article className={`card ${lead ? "card-lead" : ""}`}>
      {article.image && (
        <Picture
          {...article.image}
          alt={article.imageAlt}
          className="card-image"
          focus={article.imageFocus}
          sizes={lead ? leadSizes : cardSizes}
          first={lead}
        />
      )}
      <div>
        <Kicker topics={article.topics} minutes={article.minutes} />
        <Heading
          lang={lang}
          dir={dir(article.headline)}
          className={`mt-2 font-serif font-semibold text-balance ${lead ? "text-3xl leading-[1.12] sm:text-4xl" : "text-xl leading-snug"}`}
        >
          <a className="card-link" href={articlePath(article.slug)}>
            {article.headline}
          </a>
        </Heading>
        {article.dek && (
          <p
            lang={lang}
            dir={dir(article.dek)}
            className={`mt-2 font-serif leading-normal text-muted ${lead ? "text-lg" : ""}`}
          >
            {article.dek}
          </p>
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

type KickerProps = { topics: (string | { name: string; path: string })[]; minutes: number };

/** The line above a headline: topics, linked where they have a path, and the reading time. */
export function Kicker({ topics, minutes }: KickerProps) {
  const words = useWords();
  return (
    <p className="kicker">
      {topics.length > 0 && (
        <span className="text-accent">
          {topics.map((topic, i) => (
            <Fragment key={i}>
              {i > 0 && words("article.betweenTopics")}
              {typeof topic === "string" ? <bdi>{topic}</bdi> : <TopicLink {...topic} />}
            </Fragment>
          ))}
        </span>
      )}
      {topics.length > 0 && <span aria-hidden="true"> · </span>}
      <span className="text-muted">{words("article.minutes", { count: minutes })}</span>
    </p>
  );
}

type ByProps = { name: string; className?: string; children?: ReactNode };

/** The byline; on the article's own page it is prominent, and its names (`children`) are links. */
export function By({ name, className, children }: ByProps) {
  const words = useWords();
  return (
    <Said
      text={(values) => words("article.by", values)}
      values={{ name }}
      tags={{ name: (inner) => <bdi className={className}>{children ?? inner}</bdi> }}
    />
  );
}

function TopicLink({ name, path }: { name: string; path: string }) {
  return (
    <a className="quiet-link" dir="auto" href={path}>
      {name}
    </a>
  );
}
