import type { Context } from "#app/context.server.ts";
import { rules } from "#app/models/clicks/rules.server.ts";
import { deskReplyPath } from "#app/models/deskPaths.ts";
import type { IssueFigureId } from "./issueFigureWords.ts";
import { leaveReasonWords } from "./leaveReasonWords.server.ts";

/** A row that a figure is made of. `key`: its place among the others; `reader`: null where nobody knows, or was erased. */
type FigureRow = {
  key: number;
  at: number | null;
  reader: { id: number; email: string | null } | null;
  /** Its words, like a server's reply or the rule that judged. */
  what: string;
  /** A path of the desk where more stands. */
  link: string | null;
};

type Found = {
  key: number;
  at: number | null;
  readerId: number | null;
  what: (string | null)[];
  link?: string;
};

/** @param after the key of the last row before */
type Source = (context: Context, editionIds: number[], after: number, most: number) => Promise<Found[]>;

/** Where the rows of each large figure lie; each gives them in the order of their keys. */
const sources: Record<IssueFigureId, Source> = {
  accepted: acceptedRows,
  clicked: hitRows,
  replied: replyRows,
  left: departureRows,
  bounced: (context, ...asked) => returnRows(context, ["hard", "soft", "block"], ...asked),
  complained: (context, ...asked) => returnRows(context, ["complaint"], ...asked),
};

/** Returns rows that a figure of an issue is made of, at most `most`, from behind one on; for operators. */
export async function figureRows(
  context: Context,
  editionIds: number[],
  figure: IssueFigureId,
  after: number,
  most: number,
): Promise<FigureRow[]> {
  const found = await sources[figure](context, editionIds, after, most);
  const emails = await emailsOf(context, [...new Set(found.flatMap(({ readerId }) => readerId ?? []))]);
  return found.map(({ key, at, readerId, what, link = null }) => ({
    ...{ key, at, link, what: what.filter(Boolean).join(" · ") },
    reader: readerId === null ? null : { id: readerId, email: emails.get(readerId) ?? null },
  }));
}

async function emailsOf({ db }: Context, ids: number[]): Promise<Map<number, string | null>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("subscribers").select(["id", "email"]).where("id", "in", ids).execute();
  return new Map(rows.map(({ id, email }) => [id, email]));
}

async function acceptedRows({ db }: Context, editionIds: number[], after: number, most: number): Promise<Found[]> {
  const rows = await db
    .selectFrom("deliveries")
    .select(["subscriber_id as key", "finished_at as at", "reply"])
    .where("edition_id", "in", editionIds)
    .where("status", "=", "accepted")
    .where("subscriber_id", ">", after)
    .orderBy("subscriber_id")
    .limit(most)
    .execute();
  return rows.map(({ key, at, reply }) => ({ key, at, readerId: key, what: [reply] }));
}

/** All requests, whatever they were judged to be: that is what shows that the figure is right. */
async function hitRows({ db }: Context, editionIds: number[], after: number, most: number): Promise<Found[]> {
  const rows = await db
    .selectFrom("edition_hits as hit")
    .leftJoin("edition_links as link", (join) =>
      join.onRef("link.edition_id", "=", "hit.edition_id").onRef("link.n", "=", "hit.n"),
    )
    .select(["hit.id as key", "hit.at", "subscriber_id as readerId", "hit.n", "label", "href"])
    .select(["verdict", "rule", "confidence", "method"])
    .where("hit.edition_id", "in", editionIds)
    .where("hit.n", "is not", null)
    .where("hit.id", ">", after)
    .orderBy("hit.id")
    .limit(most)
    .execute();
  return rows.map(({ n, label, href, verdict, rule, confidence, method, ...row }) => ({
    ...row,
    what: [
      n === 0 ? "the link that people cannot see" : label || href,
      verdict === null ? "not judged yet" : `${verdictWords[verdict]}, ${confidence}: ${sayRule(rule)}`,
      method === "GET" ? null : method,
    ],
  }));
}

const verdictWords: Record<string, string> = {
  person: "a person’s",
  machine: "a machine’s",
  unknown: "unknown whose",
};

/** A rule that is no more is said by its name. */
function sayRule(name: string | null): string {
  const rule = name !== null && name in rules ? rules[name as keyof typeof rules] : null;
  return rule?.says ?? name ?? "";
}

async function replyRows({ db }: Context, editionIds: number[], after: number, most: number): Promise<Found[]> {
  const rows = await db
    .selectFrom("conversation_messages as message")
    .innerJoin("conversations", "conversations.id", "message.conversation_id")
    .select(["message.id as key", "message.at", "subscriber_id as readerId", "message.subject", "conversation_id"])
    .where("edition_id", "in", editionIds)
    .where("direction", "=", "in")
    .where("message.kind", "=", "reply")
    .where("apart", "is", null)
    .where("message.id", ">", after)
    .orderBy("message.id")
    .limit(most)
    .execute();
  return rows.map(({ subject, conversation_id, ...row }) => ({
    ...row,
    what: [subject],
    link: deskReplyPath(conversation_id),
  }));
}

async function departureRows({ db }: Context, editionIds: number[], after: number, most: number): Promise<Found[]> {
  const rows = await db
    .selectFrom("departures")
    .select(["subscriber_id as key", "at", "way", "within", "reason"])
    .where("edition_id", "in", editionIds)
    // A complaint is a figure of its own.
    .where("way", "in", Object.keys(wayWords))
    .where("subscriber_id", ">", after)
    .orderBy("subscriber_id")
    .limit(most)
    .execute();
  return rows.map(({ key, at, way, within, reason }) => ({
    ...{ key, at, readerId: key },
    what: [
      wayWords[way]!,
      within === "day" ? "within a day" : within,
      reason && leaveReasonWords[reason as keyof typeof leaveReasonWords],
    ],
  }));
}

const wayWords: Record<string, string> = {
  "one-click": "by one click in the mail program",
  page: "on the page",
  mail: "by a mail",
};

const kindWords: Record<string, string> = {
  hard: "nobody is there",
  soft: "not for now",
  block: "their server does not want our mail",
  complaint: "marked it as spam",
};

/** A message can tell several things; no message tells a thousand. */
const perMessage = 1000;

async function returnRows(
  { db }: Context,
  kinds: string[],
  editionIds: number[],
  after: number,
  most: number,
): Promise<Found[]> {
  const [message, n] = [Math.floor(after / perMessage), after % perMessage];
  const rows = await db
    .selectFrom("inbound_reports")
    .select(["message_id", "n", "at", "subscriber_id as readerId", "kind", "category", "diagnostic", "rule"])
    .where("edition_id", "in", editionIds)
    .where("kind", "in", kinds)
    .where(({ or, and, eb }) =>
      or([eb("message_id", ">", message), and([eb("message_id", "=", message), eb("n", ">", n)])]),
    )
    .orderBy("message_id")
    .orderBy("n")
    .limit(most)
    .execute();
  return rows.map(({ message_id, n, at, readerId, kind, category, diagnostic, rule }) => ({
    ...{ key: message_id * perMessage + n, at, readerId },
    what: [kindWords[kind] ?? kind, category, diagnostic, `by the rule ${rule}`],
  }));
}
