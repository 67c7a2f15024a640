import { useState } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Badge, Button, Field, Select, TextArea } from "#app/components/desk/kit.tsx";

type Door = { id: number; name: string; open: boolean; description: string };

/** Whether readers can choose a list in the sign-up form, and its description there. */
export function DoorState({ open, description }: Pick<Door, "open" | "description">) {
  return (
    <>
      <Badge tone={open ? "good" : "plain"}>{open ? "Open" : "Closed"}</Badge>
      {description && (
        <p className="mt-1 max-w-xs text-sm text-muted">
          <bdi>{description}</bdi>
        </p>
      )}
    </>
  );
}

export function ChangeDoor({ id, name, open, description }: Door) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <Button type="button" aria-label={`Sign-up for ${name}`} onClick={() => setAsking(true)}>
        Sign-up
      </Button>
      <Dialog
        open={asking}
        onClose={close}
        title={`Sign-up for ${name}`}
        lead="Who is on the list stays on it, open or closed."
      >
        <form method="post" className="space-y-5">
          <input type="hidden" name="intent" value="door" />
          <input type="hidden" name="id" value={id} />
          <Field id={`open-${id}`} label="In the sign-up form">
            <Select name="open" defaultValue={open ? "yes" : "no"}>
              <option value="yes">Open: readers can choose it</option>
              <option value="no">Closed: only operators add readers</option>
            </Select>
          </Field>
          <Field id={`description-${id}`} label="Description" hint="What readers get, in one line. It may be empty.">
            <TextArea name="description" rows={2} maxLength={200} defaultValue={description} />
          </Field>
          <DialogActions>
            <Button type="button" onClick={close}>
              Cancel
            </Button>
            <Button kind="primary">Save</Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
