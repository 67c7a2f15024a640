import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Button } from "#app/components/desk/kit.tsx";

/** Asks before a link leaves unsaved text. */
export function UnsavedQuestion({ open, onStay, onLeave }: { open: boolean; onStay: () => void; onLeave: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onStay}
      title="Leave without saving?"
      lead="What you changed since the last save would be lost."
    >
      <DialogActions>
        <Button type="button" kind="danger" onClick={onLeave}>
          Leave without saving
        </Button>
        <Button type="button" kind="primary" onClick={onStay}>
          Stay here
        </Button>
      </DialogActions>
    </Dialog>
  );
}
