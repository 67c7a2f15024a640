import { Beginnings } from "#app/components/desk/issues/NewIssue.tsx";
import { ProgressBar } from "#app/components/desk/issues/ProgressBar.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { buttonClass, Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { mayActAs } from "#app/models/roles.ts";
import type { Role } from "#db/schema/desk.ts";
import { Countdown } from "./Countdown.tsx";
import { IssueSheet } from "./IssueSheet.tsx";
import { LastGone } from "./LastGone.tsx";
import type { IssueGone, IssueInLine, RunSheet, Week } from "./runSheet.server.ts";

type WeekOfListProps = { week: Week; sheet: RunSheet; role: Role };

/** The week of one list: its next slot, the issue that is being made, what goes by itself, and what the last one did. */
export function WeekOfList({ week, sheet, role }: WeekOfListProps) {
  const { list, moving, approved, making, drafts, lastGone } = week;
  const { now, timeZone } = sheet;
  return (
    <section aria-labelledby={`week-${list.id}`} className="space-y-4">
      <header className="border-b border-rule pb-3">
        <h2 id={`week-${list.id}`} className="font-serif text-2xl leading-tight font-medium wrap-anywhere">
          <bdi>{list.name}</bdi>
        </h2>
        <SlotLine week={week} now={now} mayMake={mayActAs(role, "operator")} />
      </header>
      {moving.map((issue) => (
        <Moving key={issue.id} issue={issue} timeZone={timeZone} />
      ))}
      {making ? <IssueSheet making={making} sheet={sheet} role={role} /> : <NoIssue week={week} sheet={sheet} />}
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        {approved.length > 0 && (
          <Panel title="Approved, and goes">
            <IssueLines issues={approved} timeZone={timeZone} />
          </Panel>
        )}
        {lastGone && <LastGone issue={lastGone} timeZone={timeZone} />}
        {drafts.length > 0 && (
          <Panel title="Other drafts">
            <IssueLines issues={drafts.slice(0, 5)} timeZone={timeZone} />
            {drafts.length > 5 && (
              <p className="mt-2 text-sm">
                <a href="/desk/issues" className="text-accent underline underline-offset-4">
                  {drafts.length - 5} more
                </a>
              </p>
            )}
          </Panel>
        )}
        {making && <NextIssue week={week} sheet={sheet} />}
      </div>
    </section>
  );
}

function SlotLine({ week: { slot, approved, making }, now, mayMake }: { week: Week; now: number; mayMake: boolean }) {
  if (!slot)
    return (
      <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-muted">
        <span>No weekly time yet: somebody sends each issue, or gives it a time of its own.</span>
        {mayMake ? (
          <a href="/desk/schedule" className={buttonClass()}>
            Make a weekly time
          </a>
        ) : (
          <span>An operator can make one.</span>
        )}
      </p>
    );
  const { at, words, there, isDue, takenBy } = slot;
  const subject = [...approved, ...(making ? [making.issue] : [])].find(({ number }) => number === takenBy)?.subject;
  return (
    <p className="mt-2 text-sm wrap-anywhere">
      <span className="text-muted">Next: </span>
      <strong className="font-semibold">{words}</strong>
      {there && <span className="text-muted"> ({there})</span>},{" "}
      <strong className="font-semibold text-accent">
        {isDue ? "due now, as soon as a sender runs" : <Countdown key={now} at={at} now={now} />}
      </strong>
      .{" "}
      {takenBy === null ? (
        <span className="text-muted">Nothing is approved for it yet.</span>
      ) : (
        <>
          <a href={deskIssuePath(takenBy)} className="text-accent underline underline-offset-4">
            Issue {takenBy}
            {subject && (
              <>
                , “<bdi>{subject}</bdi>”,
              </>
            )}
          </a>{" "}
          goes then.
        </>
      )}
    </p>
  );
}

function Moving({ issue, timeZone }: { issue: IssueGone; timeZone: string }) {
  const { number, subject, pause, counts, subjects } = issue;
  return (
    <Panel title={pause ? "Paused on its way" : "On its way"}>
      <p className="mb-3 wrap-anywhere">
        <span className="text-sm text-muted">No. {number}</span> <bdi className="font-medium">{subject}</bdi>
      </p>
      {pause && (
        <div className="mb-4 border-s-4 border-warn/60 ps-4">
          <p className="wrap-anywhere">{pause.reason}</p>
          <p className="mt-1 text-sm text-muted">
            By <bdi>{pause.by}</bdi>, since <Time at={pause.at} timeZone={timeZone} />
          </p>
        </div>
      )}
      <ProgressBar counts={counts} />
      {subjects && <p className="mt-3 text-sm wrap-anywhere">{subjects}</p>}
      <p className="mt-4">
        <a href={deskIssuePath(number)} className={buttonClass()}>
          {pause ? "See how it stands" : "Follow the send"}
        </a>
      </p>
    </Panel>
  );
}

function NoIssue({ week: { list, like }, sheet: { templates, pageKey, articles } }: { week: Week; sheet: RunSheet }) {
  return (
    <div className="rounded-lg border border-dashed border-field/60 px-4 py-8 text-center sm:px-6">
      <h3 className="font-serif text-xl">No issue is being made</h3>
      <p className="mx-auto mt-2 max-w-md text-sm text-muted">
        {like !== null
          ? `One like issue ${like} has its sections and standing texts; you choose the articles.`
          : "Begin one, choose its articles and put them in order."}
        {!articles.any && " There is no article yet: one can be written at any time."}
      </p>
      <div className="mt-4 flex flex-wrap justify-center gap-3">
        <Beginnings list={list} last={like} {...{ templates, pageKey }} />
      </div>
    </div>
  );
}

/** The issue after the one that is being made can be begun already. */
function NextIssue({ week: { list, like }, sheet: { templates, pageKey } }: { week: Week; sheet: RunSheet }) {
  return (
    <details className="rounded-lg border border-rule bg-raised px-4 py-2 sm:px-6">
      <summary className="min-h-8 cursor-pointer py-1 text-base font-semibold">Begin another issue</summary>
      <div className="flex flex-wrap gap-2 pt-2 pb-3">
        <Beginnings list={list} last={like} {...{ templates, pageKey }} />
      </div>
    </details>
  );
}

function IssueLines({ issues, timeZone }: { issues: IssueInLine[]; timeZone: string }) {
  return (
    <ul className="-my-2 divide-y divide-rule">
      {issues.map(({ id, number, subject, standing }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2 text-sm">
          <a href={deskIssuePath(number)} className="min-w-0 flex-1 basis-48 wrap-anywhere hover:underline">
            <span className="text-muted">No. {number}</span>{" "}
            <bdi className="font-medium">{subject || "No subject yet"}</bdi>
          </a>
          <StatusBadge state={standing.state} goesAt={standing.goesAt} timeZone={timeZone} />
        </li>
      ))}
    </ul>
  );
}
