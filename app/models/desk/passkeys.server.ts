import { isIP } from "node:net";
import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { oneLine } from "#app/models/fields.server.ts";
import { tellEditor } from "#app/models/notices.server.ts";
import { keyedHashes } from "#app/models/signedTokens.server.ts";
import type { Editor } from "./roles.server.ts";

/** The most passkeys of one editor. */
export const mostPasskeys = 20;

export const passkeyName = oneLine("Give it a name, like the device that it is on.", 60);

/** Base64url, as long as an authenticator may make it. */
export const base64url = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[\w-]+$/);

/** `host`: what it was made for, where that is another than the desk's now: it does nothing here. */
export type Passkey = { id: number; name: string; createdAt: number; usedAt: number | null; otherHost: string | null };

/**
 * Returns what passkeys are bound to: the origin and the host of APP_URL (S-06). The port is no part of the second, so
 * that they survive a change of it, and no change of the host.
 * @returns null where browsers make none: for a number instead of a name, and without https but on this machine
 */
export function passkeyPlace({ appUrl }: { appUrl: string }): { origin: string; rpId: string } | null {
  const { origin, hostname, protocol } = new URL(appUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) || (protocol !== "https:" && hostname !== "localhost")) return null;
  return { origin, rpId: hostname };
}

/** Returns an editor's passkeys, the oldest first. */
export async function passkeysOf(context: Context, editorId: number): Promise<Passkey[]> {
  const rows = await context.db
    .selectFrom("passkeys")
    .select(["id", "name", "created_at", "used_at", "rp_id"])
    .where("editor_id", "=", editorId)
    .orderBy("id")
    .execute();
  const here = passkeyPlace(context.config)?.rpId;
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    usedAt: row.used_at,
    otherHost: row.rp_id === here ? null : row.rp_id,
  }));
}

/** @returns true when an editor, or anybody, could sign in by a passkey here */
export async function hasPasskeys(context: Context, editorId?: number): Promise<boolean> {
  const place = passkeyPlace(context.config);
  if (!place) return false;
  let rows = context.db.selectFrom("passkeys").select("id").where("rp_id", "=", place.rpId).limit(1);
  if (editorId !== undefined) rows = rows.where("editor_id", "=", editorId);
  return (await rows.executeTakeFirst()) !== undefined;
}

/** Returns the account's name for authenticators, base64url: it tells nothing about the person. */
export function userHandle(context: Context, editorId: number): string {
  return Buffer.from(keyedHashes(context, `passkeys of ${editorId}`)[0], "hex").toString("base64url");
}

/**
 * Removes a passkey of an editor, who gets a mail about it.
 * @returns its name; null when the editor has no such passkey
 */
export async function removePasskey(context: Context, editor: Editor, id: number): Promise<string | null> {
  const removed = await context.db
    .deleteFrom("passkeys")
    .where("id", "=", id)
    .where("editor_id", "=", editor.id)
    .returning("name")
    .executeTakeFirst();
  if (!removed) return null;
  await logAction(context, editor.name, "passkey-removed", `passkey ${id} of editor ${editor.id}`);
  await tellOfPasskey(context, editor.id, `A passkey of yours, “${removed.name}”, was removed`);
  return removed.name;
}

/** Deletes all passkeys of an account that is shut out, or whose password somebody else sets. */
export async function endPasskeys(context: Context, editorId: number): Promise<void> {
  await context.db.deleteFrom("passkeys").where("editor_id", "=", editorId).execute();
}

/** Mails an editor what happened to a passkey of theirs (S-06). @param what a sentence without its end */
export async function tellOfPasskey(context: Context, editorId: number, what: string): Promise<void> {
  const timeZone = await timeZoneOf(context);
  const at = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone });
  const text =
    `${what}. It was on ${at.format(context.clock())} (${timeZone}). If that was not you, change your password, ` +
    "sign out everywhere else, remove the passkeys that you do not know, and tell an owner of the desk.";
  await tellEditor(context, editorId, { kind: "account", text, link: "/desk/settings/account" });
}
