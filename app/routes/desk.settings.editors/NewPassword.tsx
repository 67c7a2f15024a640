import { useState } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";

/** Sets another editor's password. */
export function NewPassword({ id, name }: { id: number; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="button" aria-label={`New password for ${name}`} onClick={() => setOpen(true)}>
        New password
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`New password for ${name}`}
        lead="They are signed out everywhere and sign in with this one."
      >
        <form method="post">
          <input type="hidden" name="intent" value="password" />
          <input type="hidden" name="id" value={id} />
          <Field id={`password-${id}`} label="Password" hint="At least 8 characters.">
            <TextInput name="password" type="password" autoComplete="new-password" minLength={8} required />
          </Field>
          <DialogActions>
            <Button type="button" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button kind="primary">Set the password</Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
