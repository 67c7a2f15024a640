import { randomInt } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import { keyedHashes } from "#app/models/signedTokens.server.ts";
import { hasNoEditors } from "./editors.server.ts";

const quarter = 15 * minute;
/** No two signs look alike (Crockford's base 32). */
const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const length = 10;
/** Each start of an open site without an owner makes a code; this many of the newest are valid. */
const validCodes = 10;

/**
 * True when others than the users of this machine can reach the site: it listens to more than the loopback interface,
 * or its URL is public, so that a proxy on this machine forwards requests.
 */
export function needsSetUpCode({ config }: Context): boolean {
  return !isHere(config.host) || !isHere(new URL(config.appUrl).hostname);
}

function isHere(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);
}

/** @returns a code of 50 bits, stored as a keyed hash; null when no code is needed, or there is an account */
export async function makeSetUpCode(context: Context): Promise<string | null> {
  if (!needsSetUpCode(context) || !(await hasNoEditors(context))) return null;
  const code = Array.from({ length }, () => signs[randomInt(signs.length)]).join("");
  const row = { code_hash: hashOf(context, code), made_at: context.clock() };
  await context.db.insertInto("set_up_codes").values(row).execute();
  await context.db
    .deleteFrom("set_up_codes")
    .where("code_hash", "not in", ({ selectFrom }) =>
      selectFrom("set_up_codes as newest").select("newest.code_hash").orderBy("made_at", "desc").limit(validCodes),
    )
    .execute();
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** Logs a new code at the start, for the operator to read. */
export async function tellSetUpCode(context: Context): Promise<void> {
  const code = await makeSetUpCode(context);
  if (!code) return;
  context.log.warn(`nobody can sign in yet: ${context.config.appUrl}/desk/set-up asks for the code ${code}`);
}

/**
 * Checks a typed code, in any case and with or without its hyphen.
 * @returns `too-many` without checking, after ten attempts of a network in a quarter of an hour
 */
export async function checkSetUpCode(
  context: Context,
  typed: string,
  network: string,
): Promise<"right" | "wrong" | "too-many"> {
  if (!needsSetUpCode(context)) return "right";
  if (!(await withinLimit(context, "set-up-code", network, 10, quarter))) return "too-many";
  const row = await context.db
    .selectFrom("set_up_codes")
    .select("made_at")
    .where("code_hash", "=", hashOf(context, typed))
    .executeTakeFirst();
  return row ? "right" : "wrong";
}

/** Deletes all codes; called when there is an owner. */
export async function forgetSetUpCodes(context: Context): Promise<void> {
  await context.db.deleteFrom("set_up_codes").execute();
}

function hashOf(context: Context, code: string): string {
  const plain = code.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
  return keyedHashes(context, `set-up code ${plain.replace(/[^0-9A-Z]/g, "").slice(0, 40)}`)[0];
}
