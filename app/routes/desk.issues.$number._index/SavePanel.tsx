import type { ReactNode } from "react";
import { Button, buttonClass, Panel } from "#app/components/desk/kit.tsx";
import type { SaverState } from "#app/components/desk/sheet/saver.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { GoingOut } from "./GoingOut.tsx";
import { PreflightPanel } from "./PreflightPanel.tsx";
import type { SavedDraft } from "./useComposing.ts";
import type { Mend } from "#app/models/preflight/mends.ts";
import type { CheckedIssue, Finding } from "#app/models/preflight/preflight.server.ts";

type SavePanelProps = {
  composition: CheckedIssue;
  /** True while the checks of what is saved could not be asked for. */
  checksFailed: boolean;
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
  /** Makes a change that a finding offers. */
  onMend: (mend: Mend) => void;
  onDismiss: (finding: Finding, why: string | null) => Promise<boolean>;
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
  const { number, faults } = composition;
  const isChecked = state.phase === "saved" && saved.version === composition.version;
  const standing = state.trouble ? "unsaved" : props.checksFailed ? "failed" : "checking";
  const next = (page: string, label: string, command: string) => (
    <a
      href={deskIssuePath(number, page)}
      data-command={command}
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
          data-command="Save now"
          disabled={isReading}
          onClick={props.onSave}
        >
          Save now
        </Button>
        <div className="mt-2 space-y-2">
          {next("preview", "Preview and test", "Preview the issue, and send a test")}
          {next("revisions", "Revisions", "Revisions of the issue")}
          {canSend &&
            faults.length === 0 &&
            (isReading ? <Held>Send…</Held> : next("send", "Send…", "Send the issue…"))}
        </div>
        {!canSend && <p className="mt-3 text-sm text-muted">An operator sends the issue when it is ready.</p>}
      </Panel>
      <div id="checks" tabIndex={-1} data-command="What to check before it goes out" className="scroll-mt-20">
        <PreflightPanel
          composition={composition}
          state={isChecked ? "checked" : standing}
          onMend={isReading ? undefined : props.onMend}
          onDismiss={isReading ? undefined : props.onDismiss}
        />
      </div>
      <GoingOut composition={composition} mayDecide={canSend} isSaved={isChecked} isReading={isReading} />
      {!isReading && (
        <Button type="button" kind="danger" className="w-full" onClick={props.onDelete}>
          Delete issue {number}
        </Button>
      )}
    </aside>
  );
}
