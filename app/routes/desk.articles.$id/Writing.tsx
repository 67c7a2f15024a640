import { Link, useBlocker, useRevalidator, type Location } from "@remix-run/react";
import { useState, type ComponentProps } from "react";
import { isPageHeld } from "#app/components/desk/heldPage.ts";
import { LeaveQuestion } from "#app/components/desk/sheet/LeaveQuestion.tsx";
import { KeptNotice } from "#app/components/desk/sheet/KeptNotice.tsx";
import { LockNotice } from "#app/components/desk/sheet/LockNotice.tsx";
import { LookNotice } from "#app/components/desk/sheet/LookNotice.tsx";
import { SheetBanner } from "#app/components/desk/sheet/SheetBanner.tsx";
import { PiecePeople } from "#app/components/desk/people/PiecePeople.tsx";
import type { People } from "#app/models/comments/people.server.ts";
import type { Reply } from "#app/components/desk/reply.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { ArticleFaults } from "./ArticleFaults.tsx";
import { ArticleForm } from "./ArticleForm.tsx";
import { Corrections } from "./Corrections.tsx";
import { Publication } from "./Publication.tsx";
import { PublishDialog } from "./PublishDialog.tsx";
import { SaveBar } from "./SaveBar.tsx";
import { useWriting, type WritingStart } from "./useWriting.ts";

/** The loaded values beside the form. */
type Around = Pick<ComponentProps<typeof Corrections>, "corrections"> & {
  heldBy: number[];
  knownTopics: string[];
  timeZone: string;
  savedBy: string | null;
  /** False for a writer. */
  mayPublish: boolean;
  /** Null for an article that was not saved when the page was loaded. */
  people: People | null;
};

type WritingProps = { start: WritingStart; sheetKey: string; around: Around };

/** The article's page: the form that saves itself, and the acts around it. */
export function Writing({ start, sheetKey, around }: WritingProps) {
  const writing = useWriting(start, sheetKey);
  const { draft, saved, state, sheet, isReading } = writing;
  const { timeZone, heldBy } = around;
  const blocker = useLeaving(sheet.saver);
  const lacking = writing.notDone && "lacking" in writing.notDone ? writing.notDone.lacking : {};
  return (
    <>
      <h1 className="sr-only">{saved ? "Edit the article" : "New article"}</h1>
      <p className="mb-3 text-sm">
        <Link to="/desk/articles" className="inline-flex min-h-8 items-center text-accent underline underline-offset-4">
          All articles
        </Link>
      </p>
      {start.kept && !start.kept.isReload && writing.isAsKept && (
        <KeptNotice at={start.kept.at} onThrowAway={writing.throwAway} />
      )}
      <SaveBar
        saved={saved}
        state={state}
        isFresh={saved !== start.saved}
        isReading={isReading}
        timeZone={timeZone}
        onSave={() => void sheet.saver.save()}
        onPublish={around.mayPublish ? () => void writing.asking.ask() : null}
      >
        {start.look && saved && <LookNotice what="article" by={around.savedBy} at={saved.at} timeZone={timeZone} />}
        {isReading && !start.look && (
          <LockNotice lock={writing.lock} what="article" timeZone={timeZone} onTake={sheet.lock.take} />
        )}
        <SheetBanner
          state={state}
          editor={start.editor}
          keepsNothing={writing.keepsNothing}
          timeZone={timeZone}
          what="article"
          onTryNow={sheet.saver.wake}
          onGoOnAs={sheet.goOnAs}
          theirs={saved && `${deskArticlePath(saved.id)}?as=saved`}
          onSaveOver={(version) => sheet.saveAs(saved, version)}
          onSaveCopy={writing.saveCopy}
          onTakeTheirs={() => void writing.takeTheirs()}
        />
        <ArticleFaults notDone={writing.notDone} onTake={writing.takeOver} />
      </SaveBar>
      <ArticleForm
        key={writing.round}
        draft={draft}
        saved={saved}
        isReading={isReading}
        followed={writing.followed}
        reply={{ error: { ...state.faults, ...lacking } } as Reply}
        {...{ timeZone, knownTopics: around.knownTopics }}
        onChange={writing.change}
        onText={writing.changeText}
        onSave={() => void sheet.saver.save()}
        publication={
          saved && (
            <>
              <Publication
                saved={saved}
                headline={draft.headline}
                heldBy={heldBy}
                timeZone={timeZone}
                isReading={isReading}
                mayPublish={around.mayPublish}
                onUnpublish={writing.unpublish}
                onDelete={writing.remove}
              />
              {saved.publishedAt && around.mayPublish && <ArticleCorrections id={saved.id} around={around} />}
            </>
          )
        }
      />
      {saved && <ArticlePeople id={saved.id} around={around} />}
      <PublishDialog saved={saved} embargo={draft.embargo} timeZone={timeZone} asking={writing.asking} />
      <LeaveQuestion blocker={blocker} saver={sheet.saver} keepsNothing={writing.keepsNothing} />
    </>
  );
}

/** Holds up links while something would be lost by them; not those of the page itself, which keep its sheet. */
function useLeaving(saver: { isUnsaved: boolean }) {
  return useBlocker(
    ({ currentLocation, nextLocation }) =>
      (saver.isUnsaved || isPageHeld()) && sheetAt(currentLocation) !== sheetAt(nextLocation),
  );
}

/** @returns what is the same for as long as the page keeps its sheet */
function sheetAt({ state, pathname, key }: Location): string {
  const begun = (state as { sheet?: string } | null)?.sheet;
  return begun ?? (pathname.endsWith("/new") ? key : pathname);
}

function ArticlePeople({ id, around: { people, mayPublish } }: { id: number; around: Around }) {
  if (!people) return null;
  return <PiecePeople path={deskArticlePath(id, "people")} people={people} what="article" mayAssign={mayPublish} />;
}

function ArticleCorrections({ id, around: { corrections, timeZone } }: { id: number; around: Around }) {
  const [state, setState] = useState<{ busy: boolean; fault?: string | null }>({ busy: false });
  const { revalidate } = useRevalidator();
  const post = async (fields: Record<string, string>) => {
    setState({ busy: true });
    const fault = await postCorrection(id, fields);
    setState({ busy: false, fault });
    if (fault === null) revalidate();
  };
  return (
    <Corrections
      corrections={corrections}
      timeZone={timeZone}
      busy={state.busy}
      fault={state.fault}
      onAdd={(text) => void post({ intent: "add", text })}
      onWithdraw={(correction) => void post({ intent: "withdraw", correction: String(correction) })}
    />
  );
}

/** Without the router, which would take the editor off the page when it fails. @returns the fault in words, or null */
async function postCorrection(id: number, fields: Record<string, string>): Promise<string | null> {
  try {
    const body = new URLSearchParams(fields);
    const response = await fetch(`${deskArticlePath(id)}/corrections`, { method: "POST", body, redirect: "manual" });
    return ((await response.json()) as { fault: string | null }).fault;
  } catch {
    return "The desk could not be reached. Try again.";
  }
}
