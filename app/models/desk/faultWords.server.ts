import { wording } from "#app/models/faults.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import type { EditorFault } from "./editors.server.ts";
import type { PasswordFault } from "./passwords.server.ts";

/** Words the weakness of a password, for the person who chose it. */
export const wordPasswordFault = wording<PasswordFault>({
  repetition: () => "This password repeats itself. A sentence of your own is harder to guess.",
  run: () => "This password follows the keys or the alphabet. A sentence of your own is harder to guess.",
  known: () => "This password is little more than a name or an address that others know. Choose something else.",
  common: () => "This password is among the first hundred thousand that anybody tries.",
});

/** Words a fault of a new account. */
export const wordEditorFault = wording<EditorFault>({
  address: ({ fault }) => wordAddressFault(fault),
  taken: () => "There is already an editor with this address.",
  password: ({ fault }) => wordPasswordFault(fault),
});

/** Returns the fault of a new account by the form's field that it is about, as forms show it. */
export function editorFaultByField(fault: EditorFault): Record<string, string[]> {
  return { [fault.error === "password" ? "password" : "email"]: [wordEditorFault(fault)] };
}
