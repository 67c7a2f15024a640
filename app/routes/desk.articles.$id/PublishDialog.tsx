import { useState } from "react";
import { Dialog, DialogActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";
import type { FieldFaults } from "#app/components/desk/sheet/answers.ts";
import { ArticleChanges } from "#app/components/desk/revisions/ArticleChanges.tsx";
import type { ArticleDifference } from "#app/models/articles/articleRevisions.server.ts";
import { firstFault } from "./ArticleFaults.tsx";
import type { SavedArticle } from "./answers.ts";

/**
 * The lacks of an article, by field: those before it can be published, and what it would be better with. `changes`: what
 * the site would show otherwise; null for one that is not on it.
 */
export type Missing = { required: FieldFaults; wanted: FieldFaults; changes: ArticleDifference | null };

type PublishDialogProps = {
  /** As typed; empty for none. */
  embargo: string;
  saved: SavedArticle | null;
  timeZone: string;
  asking: {
    /** Null while nobody asks. */
    missing: Missing | null;
    stop: () => void;
    publish: () => void;
    /** @param at null for no time @returns the fault in words, or null */
    schedule: (at: string | null) => Promise<string | null>;
  };
};

/** Asks once before a publication: what is missing, and now or at a time; before an update, what changes on the site. */
export function PublishDialog(props: PublishDialogProps) {
  const { missing, stop, publish } = props.asking;
  const isOnSite = props.saved?.publishedAt != null;
  const scheduledAt = props.saved?.scheduledAt ?? null;
  const lacking = Object.keys(missing?.required ?? {}).filter((field) => field !== "embargo");
  const isHeld = missing?.required.embargo !== undefined;
  // Under an embargo it is ready all the same, for when that has ended.
  const isReady = missing !== null && lacking.length === 0 && !(isHeld && isOnSite);
  return (
    <Dialog
      open={missing !== null}
      onClose={stop}
      title={missing && !isReady ? "Not ready for the site" : isOnSite ? "Update the site?" : "Publish this article?"}
      returnTo={firstFault}
    >
      {missing && (
        <>
          <Lacks title="Before it can be published:" faults={missing.required} />
          <Lacks title="It would be better with this:" faults={missing.wanted} />
          {isReady && isOnSite ? (
            <Update changes={missing.changes} onStop={stop} onUpdate={publish} />
          ) : isReady ? (
            <WhenForm key={scheduledAt} scheduledAt={scheduledAt} {...props} isHeld={isHeld} />
          ) : (
            <DialogActions>
              <Button type="button" kind="primary" onClick={stop}>
                Show me
              </Button>
            </DialogActions>
          )}
        </>
      )}
    </Dialog>
  );
}

function Lacks({ title, faults }: { title: string; faults: FieldFaults }) {
  const said = [...new Set(Object.values(faults).flat())];
  if (said.length === 0) return null;
  return (
    <div className="mb-5 text-sm">
      <p className="font-medium">{title}</p>
      <ul className="mt-1.5 list-disc space-y-1 ps-5 text-muted">
        {said.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </div>
  );
}

type UpdateProps = { changes: Missing["changes"]; onStop: () => void; onUpdate: () => void };

/** The question before readers see something else: they may have read, shared or quoted what stands there. */
function Update({ changes, onStop, onUpdate }: UpdateProps) {
  return (
    <>
      <p className="text-sm text-muted">
        Readers will see this instead of what stands there. Issues that were sent stay as they are. If something was
        wrong, add a correction too: it says so on the page.
      </p>
      {changes && (
        // Scrolled by keys, too.
        <div
          role="region"
          aria-label="What changes"
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long difference is scrolled by keys
          tabIndex={0}
          className="mt-4 max-h-[45dvh] overflow-y-auto rounded-md border border-rule p-4 text-base"
        >
          <ArticleChanges changes={changes} />
        </div>
      )}
      <DialogActions>
        <Button type="button" onClick={onStop}>
          Not yet
        </Button>
        <Button type="button" kind="primary" onClick={onUpdate}>
          Update the site
        </Button>
      </DialogActions>
    </>
  );
}

type WhenFormProps = PublishDialogProps & {
  scheduledAt: number | null;
  /** True while an embargo lasts. */
  isHeld: boolean;
};

/** Now, or at a time in the briefing's zone. */
function WhenForm({ scheduledAt, timeZone, asking, embargo, isHeld }: WhenFormProps) {
  const { stop, publish, schedule } = asking;
  const [isLater, setIsLater] = useState(scheduledAt !== null || isHeld);
  const [at, setAt] = useState(scheduledAt !== null ? fieldOf(scheduledAt, timeZone) : isHeld ? embargo : "");
  const [state, setState] = useState<{ isBusy: boolean; fault: string | null }>({ isBusy: false, fault: null });
  const wait = async (work: Promise<string | null>) => {
    setState({ isBusy: true, fault: null });
    const fault = await work;
    setState({ isBusy: false, fault });
    if (fault === null) stop();
  };
  const go = () => (isLater ? void wait(schedule(at)) : publish());
  return (
    <form noValidate onSubmit={onlyHere(go)}>
      <fieldset>
        <legend className="text-sm font-medium">When</legend>
        <div className="mt-1 flex flex-wrap gap-x-6">
          {!isHeld && <When label="Now" checked={!isLater} onChange={() => setIsLater(false)} />}
          <When label="At a time" checked={isLater} onChange={() => setIsLater(true)} />
        </div>
      </fieldset>
      {isLater && (
        <div className="mt-3 max-w-xs">
          <Field
            id="publish-at"
            label="Publish at"
            hint={`A day and time in ${timeZone}. What is saved until then goes along.`}
            error={state.fault}
          >
            <TextInput type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
          </Field>
        </div>
      )}
      <DialogActions>
        {scheduledAt !== null && (
          <Button type="button" kind="danger" disabled={state.isBusy} onClick={() => void wait(schedule(null))}>
            Cancel the time
          </Button>
        )}
        <Button type="button" onClick={stop}>
          Not yet
        </Button>
        <Button kind="primary" disabled={state.isBusy}>
          {isLater ? (scheduledAt === null ? "Publish it then" : "Change the time") : "Publish now"}
        </Button>
      </DialogActions>
    </form>
  );
}

/** Returns the value of a browser's date and time field; Swedish writes times like it. */
function fieldOf(at: number, timeZone: string): string {
  const format = { timeZone, dateStyle: "short", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat("sv-SE", format).format(at).replace(" ", "T");
}

function When({ label, checked, onChange }: { label: string; checked: boolean; onChange: () => void }) {
  return (
    <label className="inline-flex min-h-10 cursor-pointer items-center gap-2 text-sm">
      <input type="radio" name="when" checked={checked} onChange={onChange} className="size-4 accent-accent" />
      {label}
    </label>
  );
}
