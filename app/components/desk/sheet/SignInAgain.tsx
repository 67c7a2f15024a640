import { useState } from "react";
import { Dialog, DialogActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { PasskeyButton } from "#app/components/desk/PasskeyButton.tsx";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";
import type { SheetEditor } from "./openSheet.ts";

type SignInAgainProps = { editor: SheetEditor; onSignedIn: () => void };

/** Renews an expired session in a dialog over the page. It opens by its button: a dialog of its own accord would catch keys meant for the text. */
export function SignInAgain({ editor, onSignedIn }: SignInAgainProps) {
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState(editor.email);
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const signIn = async () => {
    setBusy(true);
    const wrong = await askAgain(email, password);
    setBusy(false);
    setFault(wrong ?? "");
    if (wrong === null) goOn();
  };
  const goOn = () => {
    setOpen(false);
    onSignedIn();
  };
  return (
    <>
      <Button type="button" kind="primary" onClick={() => setOpen(true)}>
        Sign in again
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Sign in again"
        focusOn="again-password"
        lead="Your session has ended. Every word stays on the page behind this."
      >
        <form onSubmit={onlyHere(() => void signIn())} className="space-y-5">
          <Field id="again-email" label="Email">
            <TextInput
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
          <Field id="again-password" label="Password" error={fault || null}>
            <TextInput
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </Field>
          {editor.hasPasskey && <PasskeyButton label="Sign in with a passkey" onSignedIn={goOn} />}
          <p className="text-sm text-muted">
            Or{" "}
            <a
              href="/desk/sign-in"
              target="_blank"
              rel="noreferrer"
              className="text-accent underline underline-offset-4"
            >
              have a link mailed to you in another tab
            </a>
            , then come back here.
          </p>
          <DialogActions>
            <Button type="button" onClick={() => setOpen(false)}>
              Later
            </Button>
            <Button kind="primary" disabled={busy}>
              Sign in
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}

/** @returns the fault in words; null when the session is there */
async function askAgain(email: string, password: string): Promise<string | null> {
  try {
    const response = await fetch("/desk/sign-in/again", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    if (response.ok) return null;
    const { said } = (await response.json()) as { said: string };
    return said;
  } catch {
    return "The desk does not answer. Try again in a moment.";
  }
}
