import { useEffect, useState } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { isPageHeld } from "#app/components/desk/heldPage.ts";
import { Button } from "#app/components/desk/kit.tsx";

/** The router's blocker, while a link waits. */
type Blocker = { state: string; proceed?: () => void; reset?: () => void };

type LeaveQuestionProps = {
  blocker: Blocker;
  saver: { isUnsaved: boolean; save: () => Promise<unknown> };
  keepsNothing: boolean;
};

/** Saves the last words when a link leaves the page, and asks only when that fails, or when pictures are on their way. */
export function LeaveQuestion({ blocker, saver, keepsNothing }: LeaveQuestionProps) {
  const [asks, setAsks] = useState(false);
  const waits = blocker.state === "blocked";
  useEffect(() => {
    if (!waits) return;
    let isWaiting = true;
    void saver.save().then(() => {
      if (!isWaiting) return;
      if (saver.isUnsaved || isPageHeld()) setAsks(true);
      else blocker.proceed?.();
    });
    return () => {
      isWaiting = false;
      setAsks(false);
    };
    // The blocker is another object at each rendering; only its state counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [waits]);
  return (
    <Dialog
      open={waits && asks}
      onClose={() => blocker.reset?.()}
      title={saver.isUnsaved ? "Leave unsaved words?" : "Leave before the pictures are here?"}
      lead={
        !saver.isUnsaved
          ? "Pictures, or a file, are still on their way into the text. They would not stand in it."
          : keepsNothing
            ? "The desk does not have your last words yet, and this browser stores nothing: they would be lost."
            : "The desk does not have your last words yet. This browser keeps them, and they come back when you open this page here again."
      }
    >
      <DialogActions>
        <Button type="button" kind="danger" onClick={() => blocker.proceed?.()}>
          Leave
        </Button>
        <Button type="button" kind="primary" onClick={() => blocker.reset?.()}>
          Stay here
        </Button>
      </DialogActions>
    </Dialog>
  );
}
