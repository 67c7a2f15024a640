import { spell } from "#app/components/desk/Time.tsx";
import { Checklist } from "#app/components/desk/issues/Checklist.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { Button, buttonClass, Panel } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { DeleteIssue } from "./DeleteIssue.tsx";
import { GoingOut } from "./GoingOut.tsx";
import { SizeMeter } from "./SizeMeter.tsx";
import type { IssueEditor } from "./issueEditor.server.ts";

type State = "saved" | "dirty" | "saving" | "refused";

type SavePanelProps = {
  composition: IssueEditor;
  formId: string;
  state: State;
  saved: { version: number; at: number; tookBack: boolean };
  timeZone: string;
  canSend: boolean;
  /** Saves unsaved changes, then opens that page. */
  onSaveAnd: (next: string) => void;
  onDelete: () => void;
};

/** Beside the form: save, preview, send, and the faults that prevent sending. */
export function SavePanel(props: SavePanelProps) {
  const { composition, formId, state, saved, timeZone, canSend, onSaveAnd } = props;
  const { number, faults, size, audience } = composition;
  const words: Record<State, { said: string; look: string }> = {
    saved: {
      said: `Saved ${spell(saved.at, timeZone)}${saved.tookBack ? "; the approval is taken back" : ""}`,
      look: "text-muted",
    },
    dirty: { said: "Not saved yet", look: "font-medium text-warn" },
    saving: { said: "Saving…", look: "text-muted" },
    refused: { said: "Not saved: see the top of the form", look: "font-medium text-bad" },
  };
  const next = (page: string, label: string) =>
    state === "saved" ? (
      <a href={deskIssuePath(number, page)} className={`${buttonClass("quiet")} w-full`}>
        {label}
      </a>
    ) : (
      <Button type="button" className="w-full" onClick={() => onSaveAnd(deskIssuePath(number, page))}>
        Save, then {label.toLowerCase()}
      </Button>
    );
  return (
    <aside aria-label="Save and send" className="space-y-4 lg:sticky lg:top-4">
      <Panel>
        <Button
          kind="primary"
          form={formId}
          className="w-full"
          disabled={state === "saving"}
          aria-keyshortcuts="Control+S"
        >
          Save
        </Button>
        <p role="status" className={`mt-2 text-center text-sm ${words[state].look}`}>
          {words[state].said}
        </p>
        <div className="mt-4 space-y-2">
          {next("preview", "Preview and test")}
          {canSend && faults.length === 0 && next("send", "Send…")}
        </div>
        {!canSend && <p className="mt-3 text-sm text-muted">An operator sends the issue when it is ready.</p>}
      </Panel>
      <Panel title="Before it goes out">
        {state !== "saved" && <p className="-mt-3 mb-3 text-sm text-muted">As last saved; save to check again.</p>}
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
      <GoingOut
        composition={composition}
        mayDecide={canSend}
        isSaved={state === "saved" && saved.version === composition.version}
      />
      <DeleteIssue number={number} onDelete={props.onDelete} />
    </aside>
  );
}
