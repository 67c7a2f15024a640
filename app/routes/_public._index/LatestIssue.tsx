import { ArticleCard } from "#app/components/ui/ArticleCard.tsx";
import { Day } from "#app/components/ui/Day.tsx";
import { Said, useDir, useWords } from "#app/components/ui/Words.tsx";
import type { FrontPageIssue as Issue } from "#app/models/site/frontPage.server.ts";
import { issuePath } from "#app/models/sitePaths.ts";

/** The newest issue on the front page, with its articles. */
export function LatestIssue({ issue }: { issue: Issue }) {
  const [lead, ...rest] = issue.articles;
  return (
    <section aria-labelledby="issue-heading" className="border-t border-rule pt-10">
      <IssueHead issue={issue} />
      {lead && <ArticleCard article={lead} lead />}
      <div className="cards">
        {rest.map((article) => (
          <ArticleCard key={article.slug} article={article} />
        ))}
      </div>
    </section>
  );
}

/** An issue with the headline of one of its articles is named by its number, because that headline follows below. */
function IssueHead({ issue: { number, subject, preheader, frozenAt, articles } }: { issue: Issue }) {
  const [words, dir] = [useWords(), useDir()];
  const isHeadline = articles.some(({ headline }) => headline.toLowerCase() === subject.toLowerCase());
  return (
    <div className="card mb-10 grid gap-x-12 gap-y-4 min-[60rem]:grid-cols-[1.35fr_1fr] min-[60rem]:items-end">
      <div>
        <p className="kicker">
          <span className="text-accent">{words("issue.latest")}</span>
          <span aria-hidden="true"> · </span>
          <span className="text-muted">
            {isHeadline ? (
              <Day at={frozenAt} />
            ) : (
              <Said
                text={(values) => words("issue.numberAndDay", values)}
                values={{ number: String(number) }}
                tags={{ day: () => <Day at={frozenAt} /> }}
              />
            )}
          </span>
        </p>
        <h2
          id="issue-heading"
          dir={dir(subject)}
          className="mt-3 font-serif text-3xl leading-[1.12] font-semibold text-balance sm:text-[2.5rem]"
        >
          <a className="card-link" href={issuePath(number)}>
            {isHeadline ? words("issue.number", { number }) : subject}
          </a>
        </h2>
      </div>
      {preheader && (
        <p dir={dir(preheader)} className="font-serif text-lg leading-normal text-muted">
          {preheader}
        </p>
      )}
    </div>
  );
}
