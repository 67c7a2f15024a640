import type { ReactNode } from "react";
import { TermNote } from "#app/components/desk/TermNote.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge, Button, buttonClass, EmptyState, NoticeBox, PageHead, Panel } from "#app/components/desk/kit.tsx";
import type { RevisionLine, RevisionList } from "#app/models/revisions.server.ts";

type RevisionsPageProps = {
  /** Like `Revisions of “Robots”`. */
  title: string;
  /** The editor that they lead back to. */
  back: { path: string; name: string };
  list: RevisionList<unknown>;
  /** The result of the last request. */
  said: ReactNode;
  mayRestore: boolean;
  timeZone: string;
  /** The difference that the shown one made. */
  children: ReactNode;
};

/** A sheet's revisions: who wrote when and how much, what one of them changed, and the way back to it. */
export function RevisionsPage({ title, back, list, said, mayRestore, timeZone, children }: RevisionsPageProps) {
  const shown = list.revisions.find(({ id }) => id === list.shown);
  const isNewest = shown === list.revisions[0];
  return (
    <>
      <p className="mb-3 text-sm">
        <a href={back.path} className="inline-flex min-h-8 items-center text-accent underline underline-offset-4">
          {back.name}
        </a>
      </p>
      <PageHead
        title={title}
        lead={
          <>
            Each is a quarter of an hour of one author. What was on the site or sent is kept for ever; of the others,
            the last of each day after a month. <TermNote term="revision" />
          </>
        }
      />
      {said && <NoticeBox tone="good">{said}</NoticeBox>}
      {!shown ? (
        <EmptyState
          title="No revisions yet"
          action={
            <a href={back.path} className={buttonClass("primary")}>
              {back.name}
            </a>
          }
        >
          From the next save on, each quarter of an hour of somebody’s writing is kept here, and can be brought back.
        </EmptyState>
      ) : (
        <div className="grid gap-6 lg:grid-cols-[20rem_minmax(0,1fr)] lg:items-start">
          <RevisionLines list={list} timeZone={timeZone} />
          <Panel title={<ShownTitle shown={shown} timeZone={timeZone} />}>
            {children}
            {mayRestore && !isNewest && (
              <form method="post" className="mt-8 border-t border-rule pt-4">
                <p className="mb-3 text-sm text-muted">
                  It is brought back whole, as a new revision; what is there now stays in this list.
                </p>
                <Button name="revision" value={shown.id} kind="primary">
                  Bring this revision back
                </Button>
              </form>
            )}
          </Panel>
        </div>
      )}
    </>
  );
}

function ShownTitle({ shown, timeZone }: { shown: RevisionLine; timeZone: string }) {
  return (
    <>
      What {shown.author || "somebody"} changed until <Time at={shown.savedAt} timeZone={timeZone} />
    </>
  );
}

function RevisionLines({ list, timeZone }: { list: RevisionList<unknown>; timeZone: string }) {
  return (
    <nav aria-label="Revisions">
      <ol className="space-y-2">
        {list.revisions.map((revision) => (
          <li key={revision.id}>
            <a
              href={`?${list.before === null ? "" : `before=${list.before}&`}shown=${revision.id}`}
              aria-current={revision.id === list.shown ? "true" : undefined}
              className="block rounded-md border border-rule bg-raised px-3 py-2 text-sm hover:bg-sunken aria-[current]:border-accent aria-[current]:ring-1 aria-[current]:ring-accent"
            >
              <span className="flex flex-wrap justify-between gap-x-3">
                <span className="font-medium">{revision.author || "Somebody"}</span>
                <Time at={revision.savedAt} timeZone={timeZone} />
              </span>
              <span className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
                <Words {...revision} />
                {revision.isRestored && (
                  <Badge>Brought back{revision.restoredFrom === null ? "" : " an older one"}</Badge>
                )}
                {revision.publishedAt !== null && <Badge tone="good">On the site</Badge>}
                {revision.sentIn !== null && <Badge tone="good">Sent in issue {revision.sentIn}</Badge>}
              </span>
            </a>
          </li>
        ))}
      </ol>
      {list.older !== null && (
        <a href={`?before=${list.older}`} className={`${buttonClass()} mt-3`}>
          Older
        </a>
      )}
    </nav>
  );
}

function Words({ added, removed }: { added: number; removed: number }) {
  if (added === 0 && removed === 0) return <span>No words</span>;
  return (
    <span className="tabular-nums">
      {added > 0 && <span className="text-good">+{added}</span>}
      {added > 0 && removed > 0 && " "}
      {removed > 0 && <span className="text-bad">−{removed}</span>} {added + removed === 1 ? "word" : "words"}
    </span>
  );
}
