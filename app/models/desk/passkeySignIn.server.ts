import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { minute } from "#app/models/durations.ts";
import { countAttempt, takeBackAttempt, waitFor } from "#app/models/rateLimits.server.ts";
import { challengeMinutes, checkChallenge, newPasskeyChallenge, spendChallenge } from "./passkeyChallenges.server.ts";
import { base64url, passkeyPlace, tellOfPasskey } from "./passkeys.server.ts";
import type { Editor } from "./roles.server.ts";
import { challengeIn, verifyAnswer } from "./webauthn.server.ts";

/** Wrong answers allowed to one network in a quarter of an hour (S-08). */
const limit = { answers: 30, window: 15 * minute };

/** The answer of a browser to a challenge. */
export const passkeyAnswer = z.object({
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(10_000),
    authenticatorData: base64url(10_000),
    signature: base64url(10_000),
    userHandle: base64url(100),
  }),
  clientExtensionResults: z.object({}).default({}),
});

type PasskeyAnswer = z.infer<typeof passkeyAnswer>;

/**
 * Returns what `navigator.credentials.get` is asked for: whichever passkey of this desk the browser finds. Nothing is
 * looked up or stored, so that it says nothing about anybody.
 * @param holder the secret of the browser: only it can sign in with the answer
 * @returns null where there can be no passkeys
 */
export function passkeyToShow(context: Context, holder: string) {
  const place = passkeyPlace(context.config);
  if (!place) return null;
  return {
    challenge: newPasskeyChallenge(context, "passkey sign-in", holder),
    rpId: place.rpId,
    timeout: challengeMinutes * 60_000,
    userVerification: "required" as const,
  };
}

/**
 * Why nobody is signed in. `unknown`: there is no such passkey any more; `wrong`: the answer is not one to our question,
 * for our site, by who it says; `went-back`: a copy of the passkey has been used.
 */
export type PasskeySignInFault =
  { error: "expired" | "unknown" | "wrong" | "went-back" } | { error: "too-many"; wait: number };

/** Checks a passkey's answer (S-06). @param network from `networkOf` */
export async function signInByPasskey(
  context: Context,
  answer: PasskeyAnswer,
  { holder, network }: { holder: string; network: string },
): Promise<{ editor: Editor } | PasskeySignInFault> {
  const tries = await countAttempt(context, "passkey-network", network, limit.window);
  if (tries > limit.answers) {
    if (tries === limit.answers + 1)
      await logAction(context, "somebody", "sign-in-held", "by passkey, from this network");
    return { error: "too-many", wait: await waitFor(context, "passkey-network", network, limit.window) };
  }
  const challenge = challengeIn(answer.response.clientDataJSON);
  const row = await passkeyAt(context, answer.id);
  const checked = checkChallenge(context, "passkey sign-in", holder, challenge);
  const tried =
    checked !== "right"
      ? { error: checked }
      : row
        ? await tryPasskey(context, answer, challenge, row)
        : { error: "unknown" as const };
  if ("editor" in tried) {
    await takeBackAttempt(context, "passkey-network", network);
    return tried;
  }
  const whose = row ? `passkey ${row.id} of editor ${row.editorId}` : "no passkey of ours";
  await logAction(context, "somebody", "sign-in-failed", `${whose}, ${tried.error}`);
  if (tried.error === "went-back" && row)
    await tellOfPasskey(
      context,
      row.editorId,
      `A copy of your passkey “${row.name}” may be in use, and it was refused`,
    );
  return tried;
}

type Row = NonNullable<Awaited<ReturnType<typeof passkeyAt>>>;

/** A disabled editor has none. */
async function passkeyAt(context: Context, credentialId: string) {
  return context.db
    .selectFrom("passkeys")
    .innerJoin("editors", "editors.id", "passkeys.editor_id")
    .select(["passkeys.id", "editor_id as editorId", "passkeys.name", "public_key", "counter", "user_handle", "rp_id"])
    .select(["editors.email", "editors.name as editorName", "editors.role"])
    .where("credential_id", "=", credentialId)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
}

async function tryPasskey(context: Context, answer: PasskeyAnswer, challenge: string, row: Row) {
  const place = passkeyPlace(context.config);
  const isTheirs = answer.response.userHandle === row.user_handle && row.rp_id === place?.rpId;
  const right = isTheirs && verifyAnswer(answer.response, row.public_key, { challenge, ...place });
  return right ? enter(context, challenge, row, right.counter) : { error: "wrong" as const };
}

/** The counter comes last, so that only the passkey itself can be told to have gone back. */
async function enter(context: Context, challenge: string, row: Row, counter: number) {
  return inTransaction(context, async (context) => {
    if (!(await spendChallenge(context, challenge))) return { error: "wrong" as const };
    const used = await context.db
      .updateTable("passkeys")
      .set({ counter, used_at: context.clock() })
      .where("id", "=", row.id)
      // Some authenticators do not count: theirs stays 0.
      .where((eb) => (counter === 0 ? eb("counter", "=", 0) : eb("counter", "<", counter)))
      .returning("id")
      .executeTakeFirst();
    if (!used) return { error: "went-back" as const };
    return { editor: { id: row.editorId, email: row.email, name: row.editorName, role: row.role } };
  });
}
