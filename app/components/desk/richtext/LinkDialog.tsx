import { useState } from "react";
import { Dialog, DialogActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";
import { linkTyped, type LinkFault } from "./links.ts";

type LinkDialogProps = {
  href: string;
  onSet: (href: string) => void;
  onRemove: () => void;
  onClose: () => void;
};

/** Asks for a link's URL; `href` is the current one, or empty. */
export function LinkDialog({ href, onSet, onRemove, onClose }: LinkDialogProps) {
  const [typed, setTyped] = useState(href);
  const [fault, setFault] = useState("");
  const set = () => {
    const link = linkTyped(typed);
    if ("href" in link) onSet(link.href);
    else setFault(faultWords[link.error]);
  };
  return (
    <Dialog open onClose={onClose} title={href ? "Change the link" : "Link to"}>
      <form onSubmit={onlyHere(set)} noValidate>
        <Field id="link-href" label="Address" error={fault || null}>
          <TextInput
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <DialogActions>
          {href && (
            <Button type="button" kind="danger" className="mr-auto" onClick={onRemove}>
              Remove the link
            </Button>
          )}
          <Button type="button" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="primary">{href ? "Save the link" : "Set the link"}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const faultWords: Record<LinkFault, string> = {
  "no-address": "Type a web address, like https://example.org/report, or a mail address.",
  refused: "A link can lead to a web page (https: or http:) or to a mail address (mailto:), and nowhere else.",
};
