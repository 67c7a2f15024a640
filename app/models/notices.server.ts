import type { Context } from "#app/context.server.ts";
import { mannerOf, noticeKinds, type NoticeKind } from "./noticeKinds.server.ts";

export type { NoticeKind } from "./noticeKinds.server.ts";

/** A message that the desk shows to everybody until somebody dismisses it. `link`: a path of the desk. */
export type Notice = { id: number; kind: string; text: string; link: string | null; at: number };

/** The facts for programs beside the text: an issue's number and counts. */
type NoticeFacts = Record<string, number | string>;

/** A mail whose words are more than a sentence. */
export type NoticeLetter = { subject: string; html: string; text: string };

type NewNotice = {
  kind: NoticeKind;
  text: string;
  link?: string;
  /** The condition that lasts, like `issue 12`; only for kinds that last. */
  key?: string;
  facts?: NoticeFacts;
};

const toOne = "it is a mail to one person";

/**
 * Mails a notice to one editor, tried again like all alerts. The desk shows it to nobody, and the log has its line unless its kind says otherwise.
 * @param text without addresses; its first sentence is the subject
 * @param key what it is of, like `comment 12`, for `takeBackMails`
 * @param letter the mail itself, where it is more than the text
 */
export async function tellEditor(
  context: Context,
  editorId: number,
  { kind, text, link, key, letter }: Pick<NewNotice, "kind" | "text" | "link" | "key"> & { letter?: NoticeLetter },
): Promise<void> {
  const now = context.clock();
  const { id } = await context.db
    .insertInto("notices")
    .values({
      ...{ kind, link: link ?? null, at: now, text: withoutAddresses(text), facts: null },
      // Ended at once: it is no condition that lasts.
      ...{ key: key ?? null, ended_at: key === undefined ? null : now },
      ...{ dismissed_at: now, dismissed_by: toOne, mailed_at: now },
      letter: letter ? JSON.stringify(letter) : null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const rest = { notice_id: id, due_at: now, attempts: 0 };
  await context.db
    .insertInto("alerts")
    .values([
      ...(mannerOf(kind)?.logs === false ? [] : [{ ...rest, way: "log" as const, editor_id: null }]),
      { ...rest, way: "mail" as const, editor_id: editorId },
    ])
    .execute();
}

/**
 * Adds a notice in the caller's transaction. The desk shows it at once; the log, mail and ALERT_URL get it as its kind
 * says (`tellNotices`). An open notice with the same text is not repeated, and a lasting condition not before it has
 * ended.
 */
export async function addNotice(context: Context, { kind, text, link, key, facts }: NewNotice): Promise<void> {
  const { lasts } = noticeKinds[kind];
  const now = context.clock();
  // Some are added each second, and a query costs less than a failed insert.
  if (lasts && (await isTold(context, kind, key ?? link ?? ""))) return;
  const row = {
    ...{ kind, link: link ?? null, at: now, text: withoutAddresses(text) },
    ...{ key: lasts ? (key ?? link ?? "") : null, ended_at: null, facts: facts ? JSON.stringify(facts) : null },
    ...{ dismissed_at: null, dismissed_by: null, mailed_at: now },
  };
  const added = await context.db
    .insertInto("notices")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (added) await queueAlerts(context, added.id, kind);
}

async function isTold(context: Context, kind: NoticeKind, key: string): Promise<boolean> {
  const told = context.db.selectFrom("notices").select("id").where("kind", "=", kind).where("key", "=", key);
  return (await told.where("ended_at", "is", null).executeTakeFirst()) !== undefined;
}

/** A server's reply contains readers' addresses; a notice goes to places that must not have them. */
function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"“”(),;:]+@[\w.-]+\w/g, "…");
}

async function queueAlerts(context: Context, noticeId: number, kind: NoticeKind): Promise<void> {
  const { mails, alerts } = noticeKinds[kind];
  const editors =
    mails.length === 0
      ? []
      : await context.db
          .selectFrom("editors")
          .select("id")
          .where("role", "in", [...mails])
          .where("disabled_at", "is", null)
          .orderBy("id")
          .execute();
  const rest = { notice_id: noticeId, due_at: context.clock(), attempts: 0 };
  const rows = [
    { ...rest, way: "log" as const, editor_id: null },
    ...editors.map(({ id }) => ({ ...rest, way: "mail" as const, editor_id: id })),
    ...(alerts && context.config.alerts.url ? [{ ...rest, way: "webhook" as const, editor_id: null }] : []),
  ];
  await context.db.insertInto("alerts").values(rows).execute();
}

/** Returns the open notices, newest first. */
export async function openNotices(
  context: Context,
  limit = 20,
): Promise<(Notice & { isNews: boolean; ofCopy: boolean })[]> {
  const now = context.clock();
  const rows = await context.db
    .selectFrom("notices")
    .select(["id", "kind", "text", "link", "at"])
    .where("dismissed_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("kind", "not in", Object.keys(shownFor)),
        ...Object.entries(shownFor).map(([kind, ms]) => eb.and([eb("kind", "=", kind), eb("at", ">", now - ms)])),
      ]),
    )
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => {
    const { level, ofCopy = false } = mannerOf(row.kind) ?? {};
    return { ...row, isNews: level === "info", ofCopy };
  });
}

/** The kinds that the desk hides by itself, and after how long. */
const shownFor = Object.fromEntries(
  Object.entries(noticeKinds).flatMap(([kind, { shownFor }]) => (shownFor === null ? [] : [[kind, shownFor]])),
);

/** @returns false when it was not open any more */
export async function dismissNotice(context: Context, id: number, who: string): Promise<boolean> {
  const dismissed = await context.db
    .updateTable("notices")
    .set({ dismissed_at: context.clock(), dismissed_by: who })
    .where("id", "=", id)
    .where("dismissed_at", "is", null)
    .returning("id")
    .execute();
  await forgetAlerts(context, dismissed);
  return dismissed.length > 0;
}

/** Takes a dismissal back; mails about it that were not sent yet are not sent. @returns false when it has ended meanwhile */
export async function reopenNotice(context: Context, id: number): Promise<boolean> {
  const opened = await context.db
    .updateTable("notices")
    .set({ dismissed_at: null, dismissed_by: null })
    .where("id", "=", id)
    .where("dismissed_at", "is not", null)
    .where("ended_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return opened !== undefined;
}

/** Closes the notices that an action of `who` has settled. Mails to one person about the same are not tried again. */
export async function resolveNotices(context: Context, kind: NoticeKind, link: string, who: string): Promise<void> {
  const dismissed = await context.db
    .updateTable("notices")
    .set({ dismissed_at: context.clock(), dismissed_by: who })
    .where("kind", "=", kind)
    .where("link", "=", link)
    .where("dismissed_at", "is", null)
    .returning("id")
    .execute();
  const mailed = await context.db
    .selectFrom("notices")
    .innerJoin("alerts", "alerts.notice_id", "notices.id")
    .select("notices.id")
    .where("kind", "=", kind)
    .where("link", "=", link)
    .where("dismissed_by", "=", toOne)
    .execute();
  await forgetAlerts(context, [...dismissed, ...mailed]);
}

/**
 * Takes back what one person or several were told about something, with its words.
 * @returns the accounts whose mail had not gone out
 */
export async function takeBackMails({ db }: Context, kind: NoticeKind, key: string): Promise<number[]> {
  const told = db.selectFrom("notices").select("id").where("kind", "=", kind).where("key", "=", key);
  const waiting = await db
    .deleteFrom("alerts")
    .where("notice_id", "in", told)
    .where("way", "=", "mail")
    .returning("editor_id")
    .execute();
  await db.deleteFrom("notices").where("kind", "=", kind).where("key", "=", key).execute();
  return waiting.flatMap(({ editor_id: id }) => id ?? []);
}

/** A dismissed notice needs no mail or alert any more. */
async function forgetAlerts(context: Context, notices: { id: number }[]): Promise<void> {
  if (notices.length === 0) return;
  const ids = notices.map(({ id }) => id);
  await context.db.deleteFrom("alerts").where("notice_id", "in", ids).where("way", "!=", "log").execute();
}

/** Ends a lasting condition: its notice is closed, and appears again when the condition returns. */
export async function endNotices(context: Context, kinds: NoticeKind[], key: string): Promise<void> {
  const now = context.clock();
  await context.db
    .updateTable("notices")
    .set(({ fn, val }) => ({
      ended_at: now,
      dismissed_at: fn.coalesce("dismissed_at", val(now)),
      dismissed_by: fn.coalesce("dismissed_by", val("it ended")),
    }))
    .where("kind", "in", kinds)
    .where("key", "=", key)
    .where("ended_at", "is", null)
    .execute();
}
