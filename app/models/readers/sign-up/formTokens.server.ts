import { randomInt } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { hour } from "#app/models/durations.ts";
import { keyedHashes, openToken, signToken } from "#app/models/signedTokens.server.ts";

/** Milliseconds; nobody reads and fills in a form faster. */
const quickest = 2000;
/** The page with one button is answered soon; a form may stay open in a tab. */
const ages = { form: 24 * hour, press: hour };
const steps = ["form", "press"] as const;

/** The page of a form: the one with the fields, or the one with only a button. */
type FormStep = (typeof steps)[number];
export type FormToken = { step: FormStep; nonce: number; tooFast: boolean };

/**
 * Returns a token with the time of the form (C-23). The page with one button has its own, valid for one sign-up. The
 * page with the fields is the same for everybody for a minute, so its token is valid once for each address.
 */
export function newFormToken(context: Context, step: FormStep): string {
  return signToken(context, "form", [context.clock(), randomInt(2 ** 48 - 1), steps.indexOf(step)]);
}

/** @returns null for an invalid or outdated token, which counts like none */
export function openFormToken(context: Context, token: string): FormToken | null {
  const [madeAt = 0, nonce = 0, index = -1] = openToken(context, "form", token) ?? [];
  const step = steps[index];
  const age = context.clock() - madeAt;
  if (!step || age > ages[step]) return null;
  return { step, nonce, tooFast: age < quickest };
}

/**
 * Uses up a form's token for an address.
 * @returns `again` when it was used for the same address before, as by a double click; `spent` when for another one
 */
export async function redeemFormToken(
  context: Context,
  { step, nonce: drawn }: Pick<FormToken, "step" | "nonce">,
  email: string,
): Promise<"first" | "again" | "spent"> {
  const subjects = keyedHashes(context, email.toLowerCase());
  const nonce = step === "press" ? drawn : nonceFor(context, drawn, email);
  const used = await context.db
    .insertInto("sign_up_forms")
    .values({ nonce, subject: subjects[0], used_at: context.clock() })
    .onConflict((conflict) => conflict.doNothing())
    .returning("nonce")
    .executeTakeFirst();
  if (used) return "first";
  const before = await context.db
    .selectFrom("sign_up_forms")
    .select("subject")
    .where("nonce", "=", nonce)
    .executeTakeFirst();
  return before && subjects.includes(before.subject) ? "again" : "spent";
}

/** Returns 48 bits that differ for each address. */
function nonceFor(context: Context, nonce: number, email: string): number {
  const [hash] = keyedHashes(context, `form ${nonce} ${email.toLowerCase()}`);
  return Number.parseInt(hash.slice(0, 12), 16);
}

/** Deletes used tokens that are outdated anyway. */
export async function forgetUsedForms(context: Context): Promise<void> {
  await context.db
    .deleteFrom("sign_up_forms")
    .where("used_at", "<", context.clock() - 2 * ages.form)
    .execute();
}
