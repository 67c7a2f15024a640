import type { ReactNode } from "react";
import { Checklist } from "#app/components/desk/issues/Checklist.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { Button, buttonClass, Panel } from "#app/components/desk/kit.tsx";
import type { SaverState } from "#app/components/desk/sheet/saver.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { DeleteIssue } from "./DeleteIssue.tsx";
import { GoingOut } from "./GoingOut.tsx";
import { SizeMeter } from "./SizeMeter.tsx";
import type { SavedDraft } from "./useComposing.ts";
import type { IssueEditor } from "#app/models/sending/issueEditor.server.ts";

type SavePanelProps = {
  composition: IssueEditor;
  state: SaverState;
  saved: SavedDraft;
  /** On a narrow screen it stands beside the title instead. */
  saveState: ReactNode;
  canSend: boolean;
  /** True while nothing can be changed here. */
  isReading: boolean;
  onSave: () => void;
  /** Saves unsaved changes, then opens that page. */
  onSaveAnd: (next: string) => void;
  onDelete: () => void;
};

/** An act that waits until nobody else writes in the issue. */
function Held({ children }: { children: string }) {
  return (
    <Button type="button" className="w-full" disabled title="Somebody else has the issue open: take over first">
      {children}
    </Button>
  );
}

/** Beside the form: whether it is saved, preview, send, and the faults that prevent sending. */
export function SavePanel(props: SavePanelProps) {
  const { composition, state, saved, canSend, isReading, onSaveAnd } = props;
  const { number, faults, size, audience } = composition;
  const isChecked = state.phase === "saved" && saved.version === composition.version;
  const next = (page: string, label: string) => (
    <a
      href={deskIssuePath(number, page)}
      className={`${buttonClass("quiet")} w-full`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onSaveAnd(deskIssuePath(number, page));
      }}
    >
      {label}
    </a>
  );
  return (
    <aside aria-label="Save and send" className="space-y-4 lg:sticky lg:top-4">
      <Panel>
        <div className="mb-3 text-center text-sm max-lg:hidden">{props.saveState}</div>
        <Button
          type="button"
          className="w-full"
          aria-keyshortcuts="Control+S"
          disabled={isReading}
          onClick={props.onSave}
        >
          Save now
        </Button>
        <div className="mt-2 space-y-2">
          {next("preview", "Preview and test")}
          {next("revisions", "Revisions")}
          {canSend && faults.length === 0 && (isReading ? <Held>Send…</Held> : next("send", "Send…"))}
        </div>
        {!canSend && <p className="mt-3 text-sm text-muted">An operator sends the issue when it is ready.</p>}
      </Panel>
      <Panel title="Before it goes out">
        {!isChecked && <p className="-mt-3 mb-3 text-sm text-muted">As last saved; checked again in a moment.</p>}
        <Checklist faults={faults} />
        {audience > 0 && (
          <p className="mt-3 text-sm text-muted">
            It would go to {countText(audience, "reader")} now.
            {composition.leftOut.length > 0 && ` Of the others on the list, ${composition.leftOut.join(", ")}.`}
          </p>
        )}
        <hr className="my-4 border-rule" />
        <SizeMeter size={size} />
      </Panel>
      <GoingOut composition={composition} mayDecide={canSend} isSaved={isChecked} isReading={isReading} />
      {!isReading && <DeleteIssue number={number} onDelete={props.onDelete} />}
    </aside>
  );
}
