import { useEffect, useRef, useState } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Button, Field, TextArea } from "#app/components/desk/kit.tsx";
import type { ArticleCorrection } from "#app/models/articles/corrections.server.ts";

type CorrectionsProps = {
  corrections: ArticleCorrection[];
  timeZone: string;
  /** True while a request is running. */
  busy: boolean;
  /** The result of the last request: an error text, null for success, undefined before the first. */
  fault: string | null | undefined;
  onAdd: (text: string) => void;
  onWithdraw: (id: number) => void;
};

/** The corrections that readers see. They change neither the article's text nor the sent edition. */
export function Corrections({ corrections, timeZone, busy, fault, onAdd, onWithdraw }: CorrectionsProps) {
  const [text, setText] = useState("");
  const [withdrawing, setWithdrawing] = useState<ArticleCorrection | null>(null);
  useWhenDone(busy, fault, () => setText(""));
  return (
    <section aria-labelledby="corrections-heading" className="space-y-3 text-sm">
      <h2 id="corrections-heading" className="font-medium">
        Corrections
      </h2>
      <ul className="space-y-3">
        {corrections.map((correction) => (
          <li key={correction.id} className="rounded-md border border-rule px-3 py-2">
            <p className="text-muted">
              <Time at={correction.at} timeZone={timeZone} />, {correction.by}
            </p>
            <p dir="auto" className="mt-1 text-left whitespace-pre-line">
              {correction.text}
            </p>
            <Button type="button" className="mt-2" disabled={busy} onClick={() => setWithdrawing(correction)}>
              Withdraw
            </Button>
          </li>
        ))}
      </ul>
      <Field
        id="correction"
        label="Tell readers what was wrong"
        hint="Shown with today’s date on the article’s page, in feeds and beside the issues it ran in. It cannot be edited, only withdrawn."
        error={fault}
      >
        <TextArea rows={3} maxLength={1000} value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <Button type="button" disabled={busy} onClick={() => onAdd(text)}>
        Add the correction
      </Button>
      <Dialog
        open={withdrawing !== null}
        onClose={() => setWithdrawing(null)}
        title="Withdraw this correction?"
        lead="Readers no longer see it. The log keeps it, with your name."
      >
        <DialogActions>
          <Button type="button" onClick={() => setWithdrawing(null)}>
            Keep it
          </Button>
          <Button
            type="button"
            kind="danger"
            onClick={() => {
              onWithdraw(withdrawing!.id);
              setWithdrawing(null);
            }}
          >
            Withdraw it
          </Button>
        </DialogActions>
      </Dialog>
    </section>
  );
}

/** Calls `done` when the running request has succeeded. */
function useWhenDone(busy: boolean, fault: string | null | undefined, done: () => void) {
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !busy && fault === null) done();
    was.current = busy;
  });
}
