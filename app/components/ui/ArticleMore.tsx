import { ArticleCard } from "./ArticleCard.tsx";
import { Day } from "./Day.tsx";
import { Said, useDir, useWords } from "./Words.tsx";
import type { Article } from "#app/models/articles/articles.server.ts";
import type { BylinePiece } from "#app/models/articles/bylines.server.ts";
import type { ArticleCorrection } from "#app/models/articles/corrections.server.ts";
import type { IssueRunIn } from "#app/models/site/articlePages.server.ts";
import { issuePath } from "#app/models/sitePaths.ts";

/** The data around an article. */
export type AroundArticle = {
  topics: { name: string; path: string }[];
  byline: BylinePiece[];
  corrections: ArticleCorrection[];
  issues: IssueRunIn[];
  related: Article[];
};

/** The names of a byline, each linked to its author's page. */
export function Names({ byline }: { byline: BylinePiece[] }) {
  return byline.map(({ words, path }, i) =>
    path ? (
      <a key={i} className="quiet-link" dir="auto" rel="author" href={path}>
        {words}
      </a>
    ) : (
      words
    ),
  );
}

/** Beside the date, so that readers see it before they read on. */
export function CorrectedOn({ corrections: [newest] }: { corrections: ArticleCorrection[] }) {
  const words = useWords();
  if (!newest) return null;
  return (
    <a className="underline underline-offset-4" href="#corrections">
      <Said text={() => words("pages.article.corrected")} tags={{ day: () => <Day at={newest.at} /> }} />
    </a>
  );
}

/** Below the article: its corrections, and the issues that ran it. */
export function ArticleRecord({ corrections, issues }: Pick<AroundArticle, "corrections" | "issues">) {
  const [words, dir] = [useWords(), useDir()];
  return (
    <>
      {corrections.length > 0 && (
        <section aria-labelledby="corrections" className="mt-12">
          <h2 id="corrections" className="section-heading">
            {words("pages.article.corrections")}
          </h2>
          <ul className="-mt-2 space-y-5">
            {corrections.map(({ id, text, at }) => (
              <li key={id}>
                <p className="text-sm text-muted">
                  <Day at={at} />
                </p>
                <p dir={dir(text)} className="mt-1 font-serif text-lg leading-normal whitespace-pre-line">
                  {text}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {issues.length > 0 && (
        <section aria-labelledby="ran-in" className="mt-12">
          <h2 id="ran-in" className="section-heading mb-2!">
            {words("pages.article.ranIn")}
          </h2>
          <ul>
            {issues.map(({ number, subject, frozenAt }) => (
              <li key={number} className="flex flex-wrap items-baseline justify-between gap-x-6">
                <a className="plain-link font-serif text-lg" href={issuePath(number)}>
                  {words("pages.article.issue", { number, subject })}
                </a>
                <span className="text-sm text-muted">
                  <Day at={frozenAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function Related({ related }: Pick<AroundArticle, "related">) {
  const words = useWords();
  if (related.length === 0) return null;
  return (
    <section aria-labelledby="related" className="related mt-16">
      <h2 id="related" className="section-heading">
        {words("pages.article.related")}
      </h2>
      <div className="cards cards-first border-t-0! pt-0!">
        {related.map((article) => (
          <ArticleCard key={article.slug} article={article} />
        ))}
      </div>
    </section>
  );
}
