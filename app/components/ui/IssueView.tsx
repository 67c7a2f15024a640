import type { LaterCorrection } from "#app/models/articles/corrections.server.ts";
import { issuePath, articlePath } from "#app/models/sitePaths.ts";
import type { EditionArticle, IssueContent } from "#emails/render/issueContent.server.ts";
import { By, Kicker } from "./ArticleCard.tsx";
import { BodyView } from "./BodyView.tsx";
import { CorrectedSince } from "./CorrectedSince.tsx";
import { Day } from "./Day.tsx";
import { Picture } from "./Picture.tsx";
import { SignUpBox } from "./SignUp.tsx";
import { Said, useDir, useWords } from "./Words.tsx";

type IssueProps = {
  content: IssueContent;
  frozenAt: number;
  /** The hash of the sent edition; null for an issue that is not sent yet. */
  sha256: string | null;
  /** Later corrections of its articles; the edition stays as it was. */
  corrected?: LaterCorrection[];
};

/** A sent issue on the web, from its frozen edition. */
export function IssueView({ content, frozenAt, sha256, corrected = [] }: IssueProps) {
  const [words, dir] = [useWords(), useDir()];
  const { number, subject, intro, articles } = content;
  return (
    <div className="mx-auto max-w-[42rem] pt-10 sm:pt-14">
      <p className="kicker text-muted">
        <span className="text-accent">{words("issue.number", { number })}</span> <span aria-hidden="true">·</span>{" "}
        <Day at={frozenAt} />
      </p>
      <h1 dir={dir(subject)} className="headline mt-3">
        {subject}
      </h1>
      <div className="prose mt-8">
        <BodyView body={intro} />
      </div>
      <h2 className="section-heading mt-12">{words("issue.inThisIssue")}</h2>
      <ol className="divide-y divide-rule">
        {articles.map((article, i) => (
          <li key={article.slug} className="py-7 first:pt-0">
            <IssueEntry article={article} />
            <CorrectedSince correction={corrected.find(({ position }) => position === i)} />
          </li>
        ))}
      </ol>
      <div className="mt-14">
        <SignUpBox source={issuePath(number)} />
      </div>
      <Evidence number={number} sha256={sha256} />
    </div>
  );
}

function IssueEntry({ article }: { article: EditionArticle }) {
  const dir = useDir();
  return (
    <article className="card sm:grid sm:grid-cols-[1fr_11rem] sm:gap-7">
      <div>
        <Kicker topics={article.topics} minutes={article.minutes} />
        <h3 dir={dir(article.headline)} className="mt-2 font-serif text-2xl leading-snug font-semibold text-balance">
          <a className="card-link" href={articlePath(article.slug)}>
            {article.headline}
          </a>
        </h3>
        {article.dek && (
          <p dir={dir(article.dek)} className="mt-2 font-serif leading-normal text-muted">
            {article.dek}
          </p>
        )}
        {article.byline && (
          <p className="mt-3 text-sm text-muted">
            <By name={article.byline} />
          </p>
        )}
      </div>
      {article.image && (
        <Picture
          path={new URL(article.image.url).pathname}
          alt={article.image.alt}
          width={article.image.width}
          height={article.image.height}
          className="card-image mt-5 sm:mt-1"
          focus={article.image.focus}
          sizes="(min-width: 40rem) 11rem, 94vw"
        />
      )}
    </article>
  );
}

/** The hash by which anybody can check that the archive shows what was sent. */
function Evidence({ number, sha256 }: { number: number; sha256: string | null }) {
  const words = useWords();
  if (sha256 === null) return <p className="mt-10 text-sm leading-relaxed text-muted">{words("issue.notSent")}</p>;
  const link = (path: string) => (inner: string) => (
    <a className="underline underline-offset-2" href={`${issuePath(number)}/${path}`}>
      {inner}
    </a>
  );
  return (
    <div className="mt-10 text-sm leading-relaxed text-muted">
      <p>
        <Said text={() => words("issue.frozen")} tags={{ mail: link("mail"), text: link("mail.txt") }} />
      </p>
      <p className="mt-2">
        <Said
          text={(values) => words("issue.hash", values)}
          values={{ hash: sha256 }}
          tags={{ hash: (inner) => <code className="text-[0.8125rem] break-all">{inner}</code> }}
        />
      </p>
    </div>
  );
}
