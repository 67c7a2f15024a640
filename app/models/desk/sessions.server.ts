import type { Context } from "#app/context.server.ts";
import { minute, hour } from "#app/models/durations.ts";
import { hashToken, randomToken } from "#app/models/signedTokens.server.ts";
import type { Editor } from "./roles.server.ts";

/** A session ends 12 hours after the last visit, and 14 days after it began (S-01). */
const idle = 12 * hour;
const longest = 14 * 24 * hour;

export type Session = { createdAt: number; seenAt: number; userAgent: string; current: boolean };

/** @returns the token for the cookie; only its hash is stored */
export async function startSession(context: Context, editorId: number, userAgent: string): Promise<string> {
  const token = randomToken();
  const now = context.clock();
  await forgetSessions(context);
  await context.db
    .insertInto("sessions")
    .values({
      token_hash: hashToken(token),
      editor_id: editorId,
      user_agent: userAgent.slice(0, 200),
      created_at: now,
      seen_at: now,
    })
    .execute();
  return token;
}

/** Deletes expired sessions. */
export async function forgetSessions(context: Context): Promise<void> {
  const now = context.clock();
  await context.db
    .deleteFrom("sessions")
    .where((eb) => eb.or([eb("seen_at", "<", now - idle), eb("created_at", "<", now - longest)]))
    .execute();
}

/**
 * @param isVisit false for a page that asks by itself: it extends no session
 * @returns the editor of a session's token; null when it is unknown or expired, or the editor disabled
 */
export async function editorOfSession(context: Context, token: string, isVisit = true): Promise<Editor | null> {
  const now = context.clock();
  const row = await context.db
    .selectFrom("sessions")
    .innerJoin("editors", "editors.id", "sessions.editor_id")
    .select(["editors.id", "email", "name", "role", "seen_at"])
    .where("token_hash", "=", hashToken(token))
    .where("disabled_at", "is", null)
    .where("seen_at", ">", now - idle)
    .where("sessions.created_at", ">", now - longest)
    .executeTakeFirst();
  if (!row) return null;
  // One write in five minutes is enough to extend a session.
  if (isVisit && row.seen_at < now - 5 * minute)
    await context.db.updateTable("sessions").set({ seen_at: now }).where("token_hash", "=", hashToken(token)).execute();
  return { id: row.id, email: row.email, name: row.name, role: row.role };
}

/** True within ten minutes of signing in: the account's ways in may be changed, as nobody else may sit there (S-06). */
export async function isJustSignedIn(context: Context, token: string): Promise<boolean> {
  const row = await context.db
    .selectFrom("sessions")
    .select("created_at")
    .where("token_hash", "=", hashToken(token))
    .executeTakeFirst();
  return row !== undefined && row.created_at > context.clock() - 10 * minute;
}

export async function endSession(context: Context, token: string): Promise<void> {
  await context.db.deleteFrom("sessions").where("token_hash", "=", hashToken(token)).execute();
}

/** Lists the sessions of an editor, newest first; `current` is the one of `token`. */
export async function sessionsOf(context: Context, editorId: number, token: string): Promise<Session[]> {
  const rows = await context.db
    .selectFrom("sessions")
    .select(["token_hash", "created_at", "seen_at", "user_agent"])
    .where("editor_id", "=", editorId)
    .orderBy("seen_at", "desc")
    .execute();
  const ownHash = hashToken(token);
  return rows.map((row) => ({
    createdAt: row.created_at,
    seenAt: row.seen_at,
    userAgent: row.user_agent,
    current: row.token_hash === ownHash,
  }));
}

/** Signs an editor out everywhere but here. */
export async function endOtherSessions(context: Context, editorId: number, token: string): Promise<void> {
  await context.db
    .deleteFrom("sessions")
    .where("editor_id", "=", editorId)
    .where("token_hash", "!=", hashToken(token))
    .execute();
}
