import type { LaterCorrection } from "#app/models/articles/corrections.server.ts";
import type { PublicPoll } from "#app/models/feedback/results.server.ts";
import { issuePath, articlePath } from "#app/models/sitePaths.ts";
import { articlesIn, hasWords, type IssueItem } from "#app/models/sections.ts";
import type { EditionArticle, EditionSection, IssueContent } from "#emails/render/issueContent.server.ts";
import { By, Kicker } from "./ArticleCard.tsx";
import { BodyView } from "./BodyView.tsx";
import { CorrectedSince } from "./CorrectedSince.tsx";
import { Day } from "./Day.tsx";
import { PollEntry } from "./PollEntry.tsx";
import { Picture } from "./Picture.tsx";
import { SafeLink } from "./SafeLink.tsx";
import { SignUpBox } from "./SignUp.tsx";
import { Said, useDir, useWords } from "./Words.tsx";

type IssueProps = {
  content: IssueContent;
  frozenAt: number;
  /** The hash of the sent edition; null for an issue that is not sent yet. */
  sha256: string | null;
  /** The program that sent it; null for what was sent from here. */
  elsewhere: string | null;
  /** Later corrections of its articles; the edition stays as it was. */
  corrected?: LaterCorrection[];
  /** Its polls that readers see something of. */
  polls?: PublicPoll[];
};

/** A sent issue on the web, from its frozen edition. */
export function IssueView({ content, frozenAt, sha256, elsewhere, corrected = [], polls = [] }: IssueProps) {
  const [words, dir] = [useWords(), useDir()];
  const { number, subject, intro, sections, outro } = content;
  const articles: EditionArticle[] = articlesIn(sections);
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
      {sections.map((section, i) => (
        <SectionView
          key={i}
          section={section}
          prefix={`s${i + 1}-`}
          polls={polls}
          title={section.heading || (i === 0 && hasAny(section) ? words("issue.inThisIssue") : "")}
          correctionOf={(article) => corrected.find(({ position }) => position === articles.indexOf(article))}
        />
      ))}
      {hasWords(outro) && (
        <div className="prose mt-12 border-t border-rule pt-8">
          <BodyView body={outro} part={{ prefix: "end-", below: 0 }} />
        </div>
      )}
      <div className="mt-14">
        <SignUpBox source={issuePath(number)} />
      </div>
      <Evidence {...{ number, sha256, elsewhere }} />
    </div>
  );
}

const hasAny = ({ text, pieces }: EditionSection) => pieces.length > 0 || hasWords(text);

type SectionProps = {
  section: EditionSection;
  /** Empty for a section that goes on in the one before. */
  title: string;
  /** Of the ids in it. */
  prefix: string;
  polls: PublicPoll[];
  correctionOf: (article: EditionArticle) => LaterCorrection | undefined;
};

function SectionView({ section: { text, pieces }, title, prefix, polls, correctionOf }: SectionProps) {
  const dir = useDir();
  return (
    <section>
      {title && (
        <h2 dir={dir(title)} className="section-heading mt-12">
          {title}
        </h2>
      )}
      {hasWords(text) && (
        <div className="prose mb-8">
          <BodyView body={text} part={{ prefix, below: 1 }} />
        </div>
      )}
      {pieces.length > 0 && (
        <ol className="divide-y divide-rule">
          {pieces.map((piece, i) =>
            piece.kind !== "article" ? (
              <li key={i} className="py-4 first:pt-0">
                {piece.kind === "item" ? (
                  <ItemEntry item={piece} />
                ) : (
                  <PollEntry poll={piece} results={polls.find(({ n }) => n === piece.asks)} />
                )}
              </li>
            ) : (
              <li key={i} className={`${piece.display === "headline" ? "py-4" : "py-7"} first:pt-0`}>
                {piece.display === "headline" ? <HeadlineEntry article={piece} /> : <IssueEntry article={piece} />}
                <CorrectedSince correction={correctionOf(piece)} />
              </li>
            ),
          )}
        </ol>
      )}
    </section>
  );
}

/** A short item: its words, which lead where it has a link, and its source. */
function ItemEntry({ item: { text, url, source } }: { item: IssueItem }) {
  const dir = useDir();
  const words = text || (URL.canParse(url) ? new URL(url).hostname : url);
  return (
    <p dir={dir(words)} className="font-serif leading-normal">
      <SafeLink href={url} className="underline underline-offset-2 hover:text-accent">
        {words}
      </SafeLink>
      {source && (
        <span className="font-sans text-sm text-muted">
          {" · "}
          <bdi>{source}</bdi>
        </span>
      )}
    </p>
  );
}

function HeadlineEntry({ article: { slug, headline, minutes } }: { article: EditionArticle }) {
  const [words, dir] = [useWords(), useDir()];
  return (
    <article className="card">
      <h3 dir={dir(headline)} className="font-serif text-xl leading-snug font-semibold text-balance">
        <a className="card-link" href={articlePath(slug)}>
          {headline}
        </a>
      </h3>
      <p className="mt-1 text-sm text-muted">{words("article.minutes", { count: minutes })}</p>
    </article>
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
function Evidence({ number, sha256, elsewhere }: { number: number } & Pick<IssueProps, "sha256" | "elsewhere">) {
  const words = useWords();
  if (elsewhere !== null) return <p className="mt-10 text-sm leading-relaxed text-muted">{words("issue.elsewhere")}</p>;
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
