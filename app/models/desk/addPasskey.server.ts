import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { hour } from "#app/models/durations.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import { challengeMinutes, checkChallenge, newPasskeyChallenge, spendChallenge } from "./passkeyChallenges.server.ts";
import { base64url, mostPasskeys, passkeyName, passkeyPlace, tellOfPasskey, userHandle } from "./passkeys.server.ts";
import type { Editor } from "./roles.server.ts";
import { challengeIn, passkeyAlgorithms, verifyNewPasskey } from "./webauthn.server.ts";

/** A passkey as the browser made it, and the name that its editor gave it. */
export const newPasskeySchema = z.object({
  name: passkeyName,
  response: z.object({
    id: base64url(1400),
    rawId: base64url(1400),
    type: z.literal("public-key"),
    response: z.object({ clientDataJSON: base64url(10_000), attestationObject: base64url(100_000) }),
    clientExtensionResults: z.object({}).default({}),
  }),
});

/**
 * Returns what `navigator.credentials.create` is asked for: a passkey that a browser finds by itself, and that asks
 * who is there each time.
 * @param session the token of the editor's session: only it can add what is made
 * @returns null where there can be no passkeys
 */
export async function passkeyToMake(context: Context, editor: Editor, session: string) {
  const place = passkeyPlace(context.config);
  if (!place) return null;
  const known = await context.db
    .selectFrom("passkeys")
    .select("credential_id")
    .where("editor_id", "=", editor.id)
    .execute();
  return {
    challenge: newPasskeyChallenge(context, "passkey to add", session),
    rp: { id: place.rpId, name: (await getBriefing(context))?.name ?? "Pressrun" },
    user: { id: userHandle(context, editor.id), name: editor.email, displayName: editor.name },
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ alg, type: "public-key" as const })),
    timeout: challengeMinutes * 60_000,
    excludeCredentials: known.map(({ credential_id }) => ({ id: credential_id, type: "public-key" as const })),
    authenticatorSelection: {
      residentKey: "required" as const,
      requireResidentKey: true,
      userVerification: "required" as const,
    },
    attestation: "none" as const,
  };
}

/** Why a passkey was not added; `wrong`: it was made for another site or session, or does not say who was there. */
export type AddPasskeyFault = { error: "wrong" | "expired" | "known" | "too-many" | "none-here" };

/** Adds a passkey that the editor's browser has just made, and mails the editor a notice (S-06). */
export async function addPasskey(
  context: Context,
  editor: Editor,
  session: string,
  { name, response }: z.infer<typeof newPasskeySchema>,
): Promise<{ name: string } | AddPasskeyFault> {
  const place = passkeyPlace(context.config);
  if (!place) return { error: "none-here" };
  if (!(await withinLimit(context, "passkey-add", String(editor.id), mostPasskeys, hour))) return { error: "too-many" };
  const challenge = challengeIn(response.response.clientDataJSON);
  const checked = checkChallenge(context, "passkey to add", session, challenge);
  if (checked !== "right") return { error: checked };
  const made = await verifyNewPasskey(response.response, { challenge, ...place });
  if (made?.credentialId !== response.id) return { error: "wrong" };
  const row = {
    ...{ editor_id: editor.id, credential_id: made.credentialId, counter: made.counter, public_key: made.publicKey },
    ...{ name, rp_id: place.rpId, user_handle: userHandle(context, editor.id), used_at: null },
  };
  return insert(context, editor, challenge, row);
}

type NewRow = { name: string; editor_id: number; credential_id: string; public_key: string; counter: number } & {
  rp_id: string;
  user_handle: string;
  used_at: null;
};

async function insert(context: Context, editor: Editor, challenge: string, row: NewRow) {
  try {
    return await inTransaction(context, async (context) => {
      if (!(await spendChallenge(context, challenge))) return { error: "wrong" as const };
      const { id } = await context.db
        .insertInto("passkeys")
        .values({ ...row, created_at: context.clock() })
        .returning("id")
        .executeTakeFirstOrThrow();
      await logAction(context, editor.name, "passkey-added", `passkey ${id} of editor ${editor.id}`);
      await tellOfPasskey(context, editor.id, `A passkey, “${row.name}”, was added to your account`);
      return { name: row.name };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return { error: "known" as const };
  }
}
