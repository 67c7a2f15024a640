import { useState } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";

/** Renames a list; its slug stays. */
export function Rename({ id, name }: { id: number; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="button" aria-label={`Rename ${name}`} onClick={() => setOpen(true)}>
        Rename
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Rename the list" lead="Its slug stays as it is.">
        <form method="post">
          <input type="hidden" name="intent" value="rename" />
          <input type="hidden" name="id" value={id} />
          <Field id={`rename-${id}`} label="Name">
            <TextInput name="name" defaultValue={name} maxLength={80} autoComplete="off" required />
          </Field>
          <DialogActions>
            <Button type="button" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button kind="primary">Rename</Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
