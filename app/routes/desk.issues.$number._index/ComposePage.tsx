import { useBlocker, useLocation } from "@remix-run/react";
import { useState, type ComponentProps } from "react";
import { StateLine } from "#app/components/desk/issues/StateLine.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { isPageHeld } from "#app/components/desk/heldPage.ts";
import { NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import { KeptNotice } from "#app/components/desk/sheet/KeptNotice.tsx";
import { LeaveQuestion } from "#app/components/desk/sheet/LeaveQuestion.tsx";
import { SaveState } from "#app/components/desk/sheet/SaveState.tsx";
import { SheetBanner } from "#app/components/desk/sheet/SheetBanner.tsx";
import { LockNotice } from "#app/components/desk/sheet/LockNotice.tsx";
import { LookNotice } from "#app/components/desk/sheet/LookNotice.tsx";
import type { SheetEditor, SheetStart } from "#app/components/desk/sheet/openSheet.ts";
import { useWordsLeft } from "#app/components/desk/sheet/useSheet.ts";
import { useSaveKey } from "#app/components/desk/useSaveKey.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { LockAnswer } from "#app/models/sheetLocks.server.ts";
import type { CheckedIssue } from "#app/models/preflight/preflight.server.ts";
import { draftOf, sameIssue, type HeldDraft, type IssueDraft } from "./draft.ts";
import { ArticleFinder } from "./ArticleFinder.tsx";
import { IssuePeople } from "./IssuePeople.tsx";
import { MailFields } from "./MailFields.tsx";
import { OutroPanel } from "./OutroPanel.tsx";
import { SavePanel } from "./SavePanel.tsx";
import { SectionsBar } from "./SectionsBar.tsx";
import { SectionsPanel } from "./SectionsPanel.tsx";
import { useArranging } from "./useArranging.ts";
import { issueName, useComposing, type SavedDraft } from "./useComposing.ts";

type ComposePageProps = {
  composition: CheckedIssue;
  timeZone: string;
  /** False for an editor who may write but not send. */
  canSend: boolean;
  editor: SheetEditor;
  /** The answer to who writes in it, when the page was loaded. */
  lock: LockAnswer | null;
  savedBy: string | null;
  around: Pick<ComponentProps<typeof IssuePeople>, "people" | "steps" | "reviewers" | "role">;
};

/** The issue's page: it begins with what is saved, or with words that this browser kept. */
export function ComposePage(props: ComposePageProps) {
  // The sheet's own beginning: later loads of the page change nothing in it.
  const [{ composition, lock }] = useState(props);
  const { version, updatedAt } = composition;
  const [draft] = useState<IssueDraft>(() => draftOf(composition));
  const [saved] = useState<SavedDraft>({ version, at: updatedAt, tookBack: false });
  const look = new URLSearchParams(useLocation().search).get("as") === "saved";
  const isStored = (one: HeldDraft) => sameIssue(draftOf(one), draft);
  const left = useWordsLeft<HeldDraft>(issueName(composition.number), props.editor.id, isStored, !look);
  return (
    <div data-saves-itself ref={(page) => void page?.toggleAttribute("inert", left === undefined)}>
      <Composing
        key={left?.words ? "kept" : "stored"}
        {...props}
        start={{
          draft,
          saved,
          kept: left?.words && { ...left.words, draft: draftOf(left.words.draft) },
          before: left?.before,
          lock,
          look,
          editor: props.editor,
        }}
      />
    </div>
  );
}

type ComposingProps = ComposePageProps & { start: SheetStart<IssueDraft, SavedDraft> };

/**
 * The issue's form: subject, preheader, list, intro and articles, saved as one.
 * Long because: it wires one sheet to all parts of the page.
 */
function Composing({ composition, timeZone, canSend, editor, savedBy, around, start }: ComposingProps) {
  const composing = useComposing(composition, start);
  const { draft, state, sheet, change, checked, isReading } = composing;
  const { arranger, said, taken } = useArranging(
    () => sheet.draft.sections,
    (sections) => change({ sections }),
  );
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      (sheet.saver.isUnsaved || isPageHeld()) && currentLocation.pathname !== nextLocation.pathname,
  );
  const saveNow = () => void sheet.saver.save();
  useSaveKey(saveNow);
  const saveState = (
    <SaveState
      state={state}
      savedAt={composing.saved!.at}
      isFresh={composing.saved !== start.saved}
      timeZone={timeZone}
      more={composing.saved!.tookBack ? "; the approval is taken back" : ""}
    />
  );
  return (
    <>
      <PageHead
        title={`Issue ${composition.number}`}
        lead={
          <span className="flex flex-wrap items-center gap-3">
            <StatusBadge state={checked.standing.state} goesAt={checked.standing.goesAt} timeZone={timeZone} />
            <StateLine standing={checked.standing} timeZone={timeZone} />
            <a href="#people" className="text-sm text-accent underline underline-offset-4">
              Review and comments
            </a>
          </span>
        }
      />
      {start.kept && !start.kept.isReload && composing.isAsKept && (
        <KeptNotice at={start.kept.at} onThrowAway={composing.throwAway} />
      )}
      <div data-sticky-bar className="sticky top-0 z-20 bg-paper">
        {composing.failed && <NoticeBox tone="bad">{composing.failed}</NoticeBox>}
        {start.look && <LookNotice what="issue" by={savedBy} at={composing.saved!.at} timeZone={timeZone} />}
        {isReading && !start.look && (
          <LockNotice lock={composing.lock} what="issue" timeZone={timeZone} onTake={sheet.lock.take} />
        )}
        <SheetBanner
          state={state}
          editor={editor}
          keepsNothing={composing.keepsNothing}
          timeZone={timeZone}
          what="issue"
          onTryNow={sheet.saver.wake}
          onGoOnAs={sheet.goOnAs}
          theirs={`${deskIssuePath(composition.number)}?as=saved`}
          onSaveOver={(version) => sheet.saveAs(sheet.saved, version)}
          onSaveCopy={() => void composing.saveCopy()}
          onTakeTheirs={() => void composing.takeTheirs()}
        />
        <SectionsBar sections={draft.sections} saveState={saveState} isReading={isReading} onSave={saveNow} />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <div key={composing.round} className="min-w-0 space-y-6">
          <MailFields
            composition={checked}
            draft={draft}
            isReading={isReading}
            followed={composing.followed}
            onChange={change}
            onText={composing.changeText}
          />
          <fieldset disabled={isReading} className="min-w-0 space-y-6">
            <SectionsPanel
              sections={draft.sections}
              articles={checked.articles}
              followed={composing.followed}
              {...{ timeZone, isReading, arranger, said, taken }}
              finder={(finding, onClose) => (
                <ArticleFinder
                  {...{ finding, arranger, timeZone, onClose }}
                  issue={composition.number}
                  sections={draft.sections}
                />
              )}
            />
            <OutroPanel
              outro={draft.outro}
              isReading={isReading}
              followed={composing.followed}
              onText={composing.changeText}
            />
          </fieldset>
        </div>
        <SavePanel
          composition={checked}
          checksFailed={composing.checksFailed}
          state={state}
          saved={composing.saved!}
          saveState={saveState}
          canSend={canSend}
          isReading={isReading}
          onSave={saveNow}
          onSaveAnd={(next) => void composing.saveAnd(next)}
          onDelete={() => void composing.remove()}
          onMend={composing.mend}
          onDismiss={composing.dismiss}
        />
      </div>
      <IssuePeople
        number={composition.number}
        standing={checked.standing}
        held={checked.heldApproval}
        {...around}
        me={editor.id}
        timeZone={timeZone}
      />
      <LeaveQuestion blocker={blocker} saver={sheet.saver} keepsNothing={composing.keepsNothing} />
    </>
  );
}
