import { randomInt } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";

/** For so long after a sign-in a browser is known, in milliseconds. */
export const accountsKnownTo = 180 * day;
/** A browser that several people use is known for the last few of them. */
const people = 4;

/** What a good sign-in leaves in a browser, for one account: it opens nothing, and lets nobody else's tries count. */
type KnownAs = { editorId: number; number: number; token: string };

/** @returns the number of this browser as one that `editorId` has signed in with; null for one that is not known as such */
export function browserKey(context: Context, cookie: string, editorId: number): number | null {
  return read(context, cookie).find((known) => known.editorId === editorId)?.number ?? null;
}

/** @returns the cookie that makes a browser known for `editorId`, beside those it was known for before */
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
