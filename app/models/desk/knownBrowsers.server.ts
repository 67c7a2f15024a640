import { randomInt } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";

/** A browser stays known this many milliseconds after a sign-in. */
export const accountsKnownTo = 180 * day;
/** The most accounts that one browser is known for. */
const people = 4;

/**
 * The cookie's entry for one account after a sign-in. It signs nobody in; it only gives the browser its own count of
 * attempts.
 */
type KnownAs = { editorId: number; number: number; token: string };

/** @returns the number of this browser for `editorId`; null when that editor has not signed in with it */
export function browserKey(context: Context, cookie: string, editorId: number): number | null {
  return read(context, cookie).find((known) => known.editorId === editorId)?.number ?? null;
}

/** @returns the cookie that makes the browser known for `editorId` too */
export function rememberBrowser(context: Context, cookie: string, editorId: number): string {
  const number = browserKey(context, cookie, editorId) ?? randomInt(2 ** 48 - 1);
  const others = read(context, cookie).filter((known) => known.editorId !== editorId);
  const token = signToken(context, "known browser", [editorId, number, context.clock()]);
  return [token, ...others.map((known) => known.token)].slice(0, people).join(".");
}

function read(context: Context, cookie: string): KnownAs[] {
  return cookie.split(".", people).flatMap((token) => {
    const [editorId, number, at] = openToken(context, "known browser", token) ?? [];
    if (editorId === undefined || number === undefined || at === undefined) return [];
    return at > context.clock() - accountsKnownTo ? [{ editorId, number, token }] : [];
  });
}
