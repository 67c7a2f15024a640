import { StateLine } from "#app/components/desk/issues/StateLine.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { buttonClass } from "#app/components/desk/kit.tsx";
import { AssignedTo } from "#app/components/desk/people/AssignedTo.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { mayMove } from "#app/models/issues/states.ts";
import type { Role } from "#db/schema/desk.ts";
import { FindingLinks } from "./FindingLinks.tsx";
import { PieceLine, WritesNow } from "./PieceLine.tsx";
import type { Preparation } from "./preparation.server.ts";
import type { RunSheet, Week } from "./runSheet.server.ts";

type IssueSheetProps = { making: NonNullable<Week["making"]>; sheet: RunSheet; role: Role };

/** The issue that is being made: its state, what is missing, and its pieces with who is on them. */
export function IssueSheet({ making: { issue, sheet: preparation, goesAt }, sheet, role }: IssueSheetProps) {
  const { number, subject, standing, updatedAt } = issue;
  const { timeZone } = sheet;
  return (
    <article aria-labelledby={`issue-${number}`} className="rounded-lg border border-rule bg-raised">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-b border-rule p-4 sm:px-6">
        <div className="min-w-0 flex-1 basis-80">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
            No. {number} <StatusBadge state={standing.state} />
            <StateLine standing={standing} timeZone={timeZone} />
          </p>
          <h3 id={`issue-${number}`} className="mt-1 font-serif text-xl leading-snug font-medium wrap-anywhere">
            <bdi>{subject || "No subject yet"}</bdi>
          </h3>
          <p className="mt-1 text-sm text-muted">
            {goesAt !== null && (
              <>
                {standing.state === "scheduled" ? "Goes " : "Once approved, goes "}
                <Time at={goesAt} timeZone={timeZone} />.{" "}
              </>
            )}
            {preparation && <Sums preparation={preparation} />} Saved <Time at={updatedAt} timeZone={timeZone} />.
          </p>
          {preparation && <IssuePeople preparation={preparation} sheet={sheet} />}
        </div>
        <div className="flex flex-wrap gap-3">
          {mayMove("approve", standing.state, role) && standing.state !== "scheduled" && (
            <a href={deskIssuePath(number, "send")} className={buttonClass()}>
              Approve or send…
            </a>
          )}
          <a href={deskIssuePath(number)} className={buttonClass("primary")}>
            Continue
          </a>
        </div>
      </header>
      {preparation && <Body number={number} preparation={preparation} sheet={sheet} />}
    </article>
  );
}

function Sums({ preparation: { sections, words, minutes, audience } }: { preparation: Preparation }) {
  const articles = sections.flatMap(({ pieces }) => pieces.filter(({ kind }) => kind === "article")).length;
  return (
    <>
      {countText(articles, "article")}, {countText(words, "word")}, {minutes} min to read.{" "}
      {countText(audience, "reader")} would get it now.
    </>
  );
}

function IssuePeople({
  preparation: { assigned, writer },
  sheet: { me, timeZone },
}: {
  preparation: Preparation;
  sheet: RunSheet;
}) {
  if (!assigned && !writer) return null;
  return (
    <div className="mt-1 flex flex-wrap items-baseline gap-x-3 text-sm [&_span.block]:inline">
      {assigned && (
        <p>
          <span className="text-muted">On it: </span>
          <AssignedTo assigned={assigned} me={me} timeZone={timeZone} />
        </p>
      )}
      {writer && <WritesNow writer={writer} me={me} />}
    </div>
  );
}

type BodyProps = { number: number; preparation: Preparation; sheet: RunSheet };

function Body({ number, preparation, sheet }: BodyProps) {
  const { sections, findings, blocking, advisory } = preparation;
  const page = deskIssuePath(number);
  return (
    <>
      <div className="border-b border-rule px-4 py-2 text-sm sm:px-6">
        <p className={`py-1 font-medium ${blocking > 0 ? "text-bad" : advisory > 0 ? "text-warn" : "text-good"}`}>
          {blocking > 0
            ? blocking === 1
              ? "One thing prevents sending."
              : `${blocking} things prevent sending.`
            : advisory > 0
              ? "Nothing prevents sending."
              : "Nothing is missing."}
          {advisory > 0 && (
            <span className="font-normal text-muted">
              {" "}
              {advisory === 1 ? "One is" : `${advisory} are`} worth a look{belowWords(preparation)}.
            </span>
          )}
        </p>
        <FindingLinks findings={findings} page={page} />
      </div>
      {sections.every(({ pieces }) => pieces.length === 0) ? (
        <div className="px-4 py-6 text-center sm:px-6">
          <p className="text-sm text-muted">
            {sections.some(({ heading }) => heading !== "")
              ? `Its sections are there: ${sections.map(({ heading }) => heading || "one without a heading").join(", ")}. It has no articles yet.`
              : "It has no articles yet."}
          </p>
          <p className="mt-3">
            <a href={`${page}#articles`} className={buttonClass("primary")}>
              Choose its articles
            </a>
          </p>
        </div>
      ) : (
        sections.map((section, i) => <SectionLines key={i} section={section} place={i + 1} page={page} sheet={sheet} />)
      )}
    </>
  );
}

/** Where the rest of the count stands: the list below it has only what is about the issue as a whole. */
function belowWords({ findings, advisory }: Preparation): string {
  const below = advisory - findings.filter(({ level }) => level === "advisory").length;
  return below === 0
    ? ""
    : below === advisory
      ? ", with the articles below"
      : `, ${below} of them with the articles below`;
}

type SectionLinesProps = { section: Preparation["sections"][number]; place: number; page: string; sheet: RunSheet };

function SectionLines({ section: { heading, pieces }, place, page, sheet }: SectionLinesProps) {
  return (
    <div className="border-b border-rule last:border-b-0">
      {heading !== "" && (
        <h4 className="bg-sunken px-4 py-1.5 text-xs font-semibold text-muted wrap-anywhere sm:px-6">
          <a href={`${page}#section-${place}`} className="hover:underline">
            <bdi>{heading}</bdi>
          </a>
        </h4>
      )}
      {pieces.length === 0 ? (
        <p className="px-4 py-2 text-sm text-muted sm:px-6">Nothing stands here yet.</p>
      ) : (
        <ul className="divide-y divide-rule">
          {pieces.map((piece, i) => (
            <PieceLine
              key={piece.kind === "article" ? piece.id : `item-${i}`}
              piece={piece}
              page={page}
              sheet={sheet}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
