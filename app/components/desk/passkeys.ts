import { useSyncExternalStore } from "react";

/** The desk's answer: that it is done, or why not; `quiet` when the editor closed the browser's question. */
type PasskeyOutcome = { done: true } | { said: string; quiet?: boolean };

/** @returns as `canUsePasskeys`; undefined before the page runs in a browser */
export function useCanUsePasskeys(): boolean | undefined {
  return useSyncExternalStore<boolean | undefined>(never, canUsePasskeys, () => undefined);
}

const never = () => () => {};

/** True in a browser that can make and show passkeys, on a page that may use them. */
function canUsePasskeys(): boolean {
  return "PublicKeyCredential" in window && window.isSecureContext;
}

/** True where the browser offers passkeys in a field of the sign-in form, without a button. */
export async function canOfferPasskeys(): Promise<boolean> {
  if (!canUsePasskeys()) return false;
  return (await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) ?? false;
}

const signInPath = "/desk/sign-in/passkey";

/**
 * Signs in by a passkey. The library is fetched when it is first used.
 * @param given `inField`: waits until the editor chooses one in the form; `as`: the id of the editor it must belong to
 */
export async function showPasskey(given: { inField?: boolean; as?: number } = {}): Promise<PasskeyOutcome> {
  return trying(async () => {
    const asked = await post<{ options: SignInOptions }>(signInPath, { intent: "ask" });
    if ("said" in asked) return asked;
    const { startAuthentication, sendSignal } = await import("@simplewebauthn/browser");
    const answer = await startAuthentication({
      optionsJSON: asked.options,
      useBrowserAutofill: given.inField ?? false,
    });
    const as = given.as === undefined ? {} : { as: given.as };
    const tried = await post<{ name: string }>(signInPath, { intent: "answer", answer, ...as });
    if (!("said" in tried)) return { done: true };
    const { rpId = "" } = asked.options;
    // The device is told to offer it no more, where its browser passes that on.
    if (tried.unknown)
      await sendSignal({ signalName: "unknownCredential", rpID: rpId, credentialID: answer.id }).catch(() => {});
    return tried;
  });
}

/** Makes a passkey and adds it to the editor's account. */
export async function makePasskey(name: string): Promise<PasskeyOutcome> {
  return trying(async () => {
    const path = "/desk/settings/account/passkeys";
    const asked = await post<{ options: CreationOptions }>(path, { intent: "ask" });
    if ("said" in asked) return asked;
    const { startRegistration } = await import("@simplewebauthn/browser");
    const response = await startRegistration({ optionsJSON: asked.options });
    const added = await post<{ name: string }>(path, { intent: "add", name, response });
    return "said" in added ? added : { done: true };
  });
}

/** Ends the browser's waiting for a passkey in a form. */
export async function stopOffering(): Promise<void> {
  const { WebAuthnAbortService } = await import("@simplewebauthn/browser");
  WebAuthnAbortService.cancelCeremony();
}

type Library = typeof import("@simplewebauthn/browser");
type SignInOptions = Parameters<Library["startAuthentication"]>[0]["optionsJSON"];
type CreationOptions = Parameters<Library["startRegistration"]>[0]["optionsJSON"];

async function trying(work: () => Promise<PasskeyOutcome>): Promise<PasskeyOutcome> {
  try {
    return await work();
  } catch (error) {
    const { name, code = "" } = error as { name: string; code?: string };
    if (code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")
      return { said: "This device has a passkey for your account already." };
    if (name === "AbortError" || name === "NotAllowedError")
      return {
        said: "The browser's question was closed, or waited too long. Try again.",
        quiet: name === "AbortError",
      };
    if (name === "TypeError") return { said: "The desk does not answer. Try again in a moment." };
    return { said: "This browser could not do it with a passkey. Try another device, or your password." };
  }
}

type Refused = { said: string; unknown?: boolean };

async function post<T>(path: string, asked: object): Promise<T | Refused> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(asked),
  });
  const isOurs = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  if (!isOurs) return { said: "The desk does not answer as it should. Load the page again." };
  return (await response.json()) as T | Refused;
}
