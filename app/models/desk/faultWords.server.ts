import { wording } from "#app/models/faults.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { minute } from "#app/models/durations.ts";
import type { AddPasskeyFault } from "./addPasskey.server.ts";
import type { EditorFault } from "./editors.server.ts";
import { challengeMinutes } from "./passkeyChallenges.server.ts";
import type { PasskeySignInFault } from "./passkeySignIn.server.ts";
import type { PasswordFault } from "./passwords.server.ts";

/** Words the weakness of a password, for the person who chose it. */
export const wordPasswordFault = wording<PasswordFault>({
  repetition: () => "This password repeats itself. A sentence of your own is harder to guess.",
  run: () => "This password follows the keys or the alphabet. A sentence of your own is harder to guess.",
  known: () => "This password is little more than a name or an address that others know. Choose something else.",
  common: () => "This password is among the first hundred thousand that anybody tries.",
});

/** Words why a passkey was not added. */
export const wordAddPasskeyFault = wording<AddPasskeyFault>({
  wrong: () =>
    "This passkey could not be checked: it was made for another page or did not ask who was there. Try again.",
  expired: () => `The browser took longer than ${challengeMinutes} minutes. Try again.`,
  known: () => "This passkey is already added.",
  "too-many": () => "Too many passkeys in an hour. Wait a while, then try again.",
  "none-here": () => "This desk has no address that a passkey can belong to.",
});

/** Words why a passkey signed nobody in. */
export const wordPasskeySignInFault = wording<PasskeySignInFault>({
  expired: () => `That took longer than ${challengeMinutes} minutes. Try again.`,
  unknown: () => "This passkey is not known here any more. Sign in with your password, and remove it from your device.",
  wrong: () => "This passkey could not be checked. Try again, or sign in with your password.",
  "went-back": () => "This passkey was refused: a copy of it may be in use. Sign in with your password and remove it.",
  "too-many": ({ wait }) => `Too many tries. Wait ${minutesIn(wait)}, then try again, or have a link mailed to you.`,
});

function minutesIn(wait: number): string {
  const minutes = Math.max(1, Math.ceil(wait / minute));
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}

/** Words a fault of a new account. */
export const wordEditorFault = wording<EditorFault>({
  address: ({ fault }) => wordAddressFault(fault),
  taken: () => "There is already an editor with this address.",
  password: ({ fault }) => wordPasswordFault(fault),
});

/** Words why an account keeps its role, or is not shut out. */
export const wordRoleFault = wording<{ error: "last-owner" | "gone" }>({
  "last-owner": () => "This is the last owner, and a desk needs one. Make somebody else an owner first.",
  gone: () => "This account is not there any more.",
});

/** Returns the fault of a new account by the form's field that it is about, as forms show it. */
export function editorFaultByField(fault: EditorFault): Record<string, string[]> {
  return { [fault.error === "password" ? "password" : "email"]: [wordEditorFault(fault)] };
}
