import { Beginnings } from "#app/components/desk/issues/NewIssue.tsx";
import { SenderNotice } from "#app/components/desk/issues/SenderNotice.tsx";
import { buttonClass, EmptyState, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { mayActAs } from "#app/models/roles.ts";
import type { Role } from "#db/schema/desk.ts";
import { Mine } from "./Mine.tsx";
import type { RunSheet, Week } from "./runSheet.server.ts";
import { WeekOfList } from "./WeekOfList.tsx";

type RunSheetPageProps = { sheet: RunSheet; role: Role };

/** The desk's first page: what waits for the one who looks, then the week of each list. */
export function RunSheetPage({ sheet, role }: RunSheetPageProps) {
  const { weeks, mine, articles, senders, timeZone } = sheet;
  const isMoving = weeks.some(({ moving }) => moving.some(({ status }) => status === "sending"));
  const [shown, idle] = [weeks.filter(hasWork), weeks.filter((week) => !hasWork(week))];
  const isBeginning = shown.length === 0 && !articles.any;
  return (
    <>
      <PageHead title="This week" lead="What goes out next, how far it is, and who is on it." />
      <SenderNotice senders={senders} waiting={isMoving} />
      {mine.length > 0 && <Mine pieces={mine} timeZone={timeZone} />}
      {weeks.length === 0 && <NoList mayMake={mayActAs(role, "operator")} />}
      {isBeginning && weeks.length > 0 && <NoArticles />}
      <div className="space-y-10">
        {shown.map((week) => (
          <WeekOfList key={week.list.id} week={week} sheet={sheet} role={role} />
        ))}
      </div>
      <div className="mt-10 grid gap-6 lg:grid-cols-2 lg:items-start">
        {idle.length > 0 && <IdleLists weeks={idle} sheet={sheet} />}
        {articles.any && <InTheMaking articles={articles} timeZone={timeZone} />}
      </div>
    </>
  );
}

/** A list is shown in full once it has a slot, or an issue. */
function hasWork({ slot, making, moving, lastGone }: Week): boolean {
  return slot !== null || making !== null || moving.length > 0 || lastGone !== null;
}

function NoList({ mayMake }: { mayMake: boolean }) {
  return (
    <EmptyState
      title="There is no list yet"
      action={
        <a href="/desk/lists" className={buttonClass("primary")}>
          {mayMake ? "Make the first list" : "To the lists"}
        </a>
      }
    >
      An issue goes to a list: those who subscribe to it get it.{" "}
      {mayMake ? "Give it a name, then begin an issue." : "An operator makes the first one."}
    </EmptyState>
  );
}

function NoArticles() {
  return (
    <EmptyState
      title="It begins with an article"
      action={
        <>
          <a href="/desk/articles/new" className={buttonClass("primary")}>
            Write the first article
          </a>
          <a href="/desk/articles" className={buttonClass()}>
            Import what you have
          </a>
        </>
      }
    >
      Write one, or import what you have. An issue is a few of them in order.
    </EmptyState>
  );
}

/** Lists without a slot and without an issue: each can begin its first one. */
function IdleLists({ weeks, sheet: { templates, pageKey } }: { weeks: Week[]; sheet: RunSheet }) {
  return (
    <Panel title={weeks.length === 1 ? "Begin the first issue" : "Lists without an issue"}>
      <p className="mb-4 text-sm text-muted">
        An issue is a few articles in order, with a subject and a line or two before them. It goes to a list once.
      </p>
      <ul className="divide-y divide-rule">
        {weeks.map(({ list }) => (
          <li key={list.id} className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
            <bdi className="min-w-0 flex-1 basis-40 font-medium wrap-anywhere">{list.name}</bdi>
            <span className="flex flex-wrap gap-2">
              <Beginnings list={list} last={null} {...{ templates, pageKey }} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function InTheMaking({ articles: { lines, total }, timeZone }: { articles: RunSheet["articles"]; timeZone: string }) {
  return (
    <Panel title="Articles in the making">
      {lines.length === 0 ? (
        <p className="mb-3 text-sm text-muted">Every article is on the site.</p>
      ) : (
        <ul className="mb-3 divide-y divide-rule text-sm">
          {lines.map(({ id, headline, updatedAt }) => (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
              <a href={deskArticlePath(id)} className="min-w-0 flex-1 basis-48 wrap-anywhere hover:underline">
                <bdi>{headline || "Untitled"}</bdi>
              </a>
              <span className="text-xs text-muted">
                Saved <Time at={updatedAt} timeZone={timeZone} dateOnly />
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="flex flex-wrap items-center gap-x-6 gap-y-2 text-sm">
        <a href="/desk/articles/new" className={buttonClass()}>
          Write an article
        </a>
        <a
          href="/desk/articles?status=draft"
          className="inline-flex min-h-8 items-center text-accent underline underline-offset-4"
        >
          {total > lines.length ? `All ${total.toLocaleString("en")} of them` : "To the articles"}
        </a>
      </p>
    </Panel>
  );
}
