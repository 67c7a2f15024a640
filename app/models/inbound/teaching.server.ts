import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import type { TaughtFault, TaughtGround, TaughtRule } from "./understanding/taughtRules.ts";
import { isAboutReader, taughtFault, taughtRuleFor } from "./understanding/taughtRules.ts";
import { taughtGround } from "./understanding/understandMail.server.ts";
import { understandAgain } from "./work.server.ts";

/** Something that came in and that no rule understood. Its texts are plain, never HTML. */
export type UnknownMail = {
  id: number;
  /** Milliseconds. */
  at: number;
  /** Null once the mail itself was forgotten, and for what is no mail. */
  ground: TaughtGround | null;
  evidence: string[];
};

/** The longest text of a mail on a page, in characters, and the largest mail that a page reads, in bytes. */
const longest = 3000;
const largest = 500_000;
/** Bytes that are shown of a mail which nobody looked into. */
const shownBytes = 2000;

/** @returns the newest messages that nobody understood, the newest first */
export async function unknownMails(context: Context, most = 10): Promise<UnknownMail[]> {
  const rows = await context.db
    .selectFrom("inbound_reports")
    .innerJoin("inbound_messages", "inbound_messages.id", "inbound_reports.message_id")
    .select(["id", "received_at as at", "evidence"])
    .where("kind", "=", "unknown")
    .where("state", "in", ["new", "understood"])
    .orderBy("inbound_reports.at", "desc")
    .limit(most)
    .execute();
  const mails = new Map<number, UnknownMail>();
  for (const { id, at, evidence } of rows) {
    const ground = await groundOf(context, id);
    const shown = ground && { ...ground, text: ground.text.trim().slice(0, longest) };
    mails.set(id, { id, at, ground: shown, evidence: (JSON.parse(evidence) as string[]).filter(Boolean) });
  }
  return [...mails.values()];
}

/** Something that nobody looked into. `why`: too large or tangled (B-08), or it failed, or ended processes that read it. */
export type ApartMail = {
  id: number;
  /** Milliseconds. */
  at: number;
  why: "quarantined" | "failed";
  /** Bytes of the whole. */
  size: number;
  /** The first 2,000 characters as they came; what is in them is not taken apart. */
  beginning: string;
};

/** @returns the newest messages that were set aside and are still kept, the newest first */
export async function apartMails({ db }: Context, most = 10): Promise<ApartMail[]> {
  const rows = await db
    .selectFrom("inbound_messages")
    .select(["id", "received_at as at", "state as why", "size"])
    .select(({ fn, ref, val }) => fn<Buffer>("substr", [ref("raw"), val(1), val(shownBytes)]).as("head"))
    .where("state", "in", ["quarantined", "failed"])
    .where("raw", "is not", null)
    .orderBy("id", "desc")
    .limit(most)
    .execute();
  return rows.map(({ head, why, ...row }) => ({
    ...{ ...row, why: why as ApartMail["why"] },
    beginning: head.toString("utf8").replace(/(?![\n\r\t])[\p{Cc}\p{Cf}\uFFFD]/gu, " "),
  }));
}

async function groundOf({ db }: Context, messageId: number): Promise<TaughtGround | null> {
  const row = await db
    .selectFrom("inbound_messages")
    .select("raw")
    .where("id", "=", messageId)
    .where("size", "<=", largest)
    .where("door", "!=", "webhook")
    .where("state", "in", ["new", "understood"])
    .executeTakeFirst();
  return row?.raw ? taughtGround(row.raw) : null;
}

/** The categories that go with the kinds that a phrase may mean. */
const categories: Partial<Record<TaughtRule["kind"], TaughtRule["category"]>> = {
  ...{ hard: "address", soft: "mailbox", block: "block" },
};

/** A lesson that was not kept; `known`: the phrase was taught before. */
export type TeachFault = { error: TaughtFault | "known" | "gone" };

/**
 * Keeps a phrase of a message that was not understood as a rule, and lets what was not understood for certain be understood
 * again. Guesses that it was about us stay what they are: no phrase makes them count against readers.
 * @returns how many messages wait for it, and how many blocks with the phrase the rule leaves alone
 */
export async function teach(
  context: Context,
  lesson: { messageId: number; phrase: string; kind: TaughtRule["kind"] },
  actor: string,
): Promise<TeachFault | { again: number; blocksLeft: number }> {
  const { messageId, phrase, kind } = lesson;
  const ground = await groundOf(context, messageId);
  if (!ground) return { error: "gone" };
  const meant = { phrase: phrase.trim(), kind, category: categories[kind] ?? null };
  const places = ["text", "subject", "sender"] as const;
  const rule = {
    ...meant,
    place: places.find((place) => taughtFault({ ...meant, place }, ground) !== "elsewhere") ?? "text",
  };
  const fault = taughtFault(rule, ground);
  if (fault) return { error: fault };
  const blocksLeft = isAboutReader(kind) ? await blocksWith(context, rule) : 0;
  return inTransaction(context, async (context) => {
    const kept = await context.db
      .insertInto("taught_rules")
      .values({ ...rule, taught_by: actor, taught_at: context.clock() })
      .onConflict((conflict) => conflict.columns(["phrase", "place"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!kept) return { error: "known" as const };
    // The phrase may be about a reader; the log has none of them.
    await logAction(context, actor, "rule-taught", `rule ${kept.id} for mail that comes back: ${kind}`);
    return { again: await understandAgain(context, "doubtful"), blocksLeft };
  });
}

/** Newest blocks that are looked through for a phrase. */
const blocksRead = 100;

/** Counts blocks, of the newest, in which the phrase of a rule stands too. */
async function blocksWith(context: Context, rule: Omit<TaughtRule, "id">): Promise<number> {
  const rows = await context.db
    .selectFrom("inbound_reports")
    .select("message_id")
    .where("kind", "=", "block")
    .orderBy("at", "desc")
    .limit(blocksRead)
    .execute();
  let count = 0;
  for (const id of new Set(rows.map(({ message_id }) => message_id))) {
    const ground = await groundOf(context, id);
    if (ground && taughtRuleFor([{ ...rule, id: 0 }], ground)) count += 1;
  }
  return count;
}

/**
 * Deletes a taught rule, and lets what it decided be understood again without it, which takes back what followed.
 * @returns false when it was not there
 */
export async function forgetTaught(context: Context, id: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const gone = await context.db.deleteFrom("taught_rules").where("id", "=", id).returning("kind").executeTakeFirst();
    if (!gone) return false;
    await logAction(context, actor, "rule-forgotten", `rule ${id} for mail that comes back`);
    await understandAgain(context, { taughtBy: id, kind: gone.kind });
    return true;
  });
}
