import type { LatestEdition } from "../models/editions.server.ts";
import { Day } from "./Day.tsx";
import { Said, useWords } from "./Words.tsx";

/** The newest issue on the front page, with what is in it. */
export function LatestIssue({ issue }: { issue: LatestEdition }) {
  const words = useWords();
  return (
    <section
      aria-labelledby="issue-heading"
      className="grid gap-x-14 gap-y-8 border-t border-rule pt-10 lg:grid-cols-[1.15fr_1fr]"
    >
      <div className="card">
        <p className="kicker">
          <span className="text-accent">{words("issue.latest")}</span>
          <span aria-hidden="true"> · </span>
          <span className="text-muted">
            <Said
              text={(values) => words("issue.numberAndDay", values)}
              values={{ number: String(issue.number) }}
              tags={{ day: () => <Day at={issue.frozenAt} /> }}
            />
          </span>
        </p>
        <h2
          id="issue-heading"
          className="mt-3 font-serif text-3xl leading-[1.12] font-semibold text-balance sm:text-[2.5rem]"
        >
          <a className="card-link" href={`/issues/${issue.number}`}>
            {issue.subject}
          </a>
        </h2>
        <p className="mt-4 font-serif text-lg leading-normal text-muted">{issue.preheader}</p>
      </div>
      <ol className="contents-list">
        {issue.articles.map(({ slug, headline }) => (
          <li key={slug}>
            <a href={`/articles/${slug}`}>{headline}</a>
          </li>
        ))}
      </ol>
    </section>
  );
}
