import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { notesAmong, notesInUse } from "#app/models/readers/notes.server.ts";
import { subscribersOfList, type ListPart, type SubscriberOfList } from "#app/models/readers/subscribers.server.ts";
import { suppressionsAmong } from "#app/models/readers/suppressions.server.ts";
import type { Narrowing } from "#app/models/segments/narrowing.server.ts";
import { chunksOf } from "#db/client.server.ts";
import { guardCell } from "./cells.server.ts";
import { noteHeader, ourTopics } from "./details.server.ts";

const columns = [
  ...["email", "name", "status", "subscribedAt", "confirmedAt", "endedAt", "suppressedAt", "suppressedFor", "language"],
  ourTopics,
];
const pageRows = 4000;

/**
 * Yields a list's subscribers as CSV (RFC 4180, UTF-8), in pieces that keep memory flat; times in UTC. Behind the usual
 * columns stands one for each kind of notes that any reader has.
 * @param part with `words` for the audit log, like `those who left`
 * @param actor who exports, for the audit log
 * @param segment only those of the list who are in it now
 */
export async function* subscribersCsv(
  context: Context,
  list: List,
  part: ListPart & { words?: string },
  actor: string,
  segment: Pick<Narrowing, "id" | "test"> | null = null,
): AsyncGenerator<string> {
  const kinds = await notesInUse(context);
  let count = 0;
  let isWhole = false;
  try {
    yield toCsv([[...columns, ...kinds.map(({ name }) => noteHeader(name))]]);
    for await (const page of subscribersOfList(context, list.id, part, pageRows, segment?.test)) {
      count += page.length;
      const lines = await linesOf(context, page);
      await addTopics(context, page, lines);
      if (kinds.length > 0) await addNotes(context, page, lines, kinds);
      yield toCsv(lines);
    }
    isWhole = true;
  } finally {
    // A download that is stopped has what came until then.
    const which = `${part.words ? `: ${part.words}` : ""}${segment ? ` by segment ${segment.id}` : ""}`;
    const stopped = isWhole ? "" : ", stopped";
    await logAction(context, actor, "export", `${countOf(count, "subscriber")} of ${list.slug}${which}${stopped}`);
  }
}

/** The reason of a suppression is included, so that an import elsewhere can keep it. */
async function linesOf(context: Context, rows: SubscriberOfList[]): Promise<string[][]> {
  const keys = rows.flatMap(({ email, suppressedAt }) => (suppressedAt === null ? [] : [email.toLowerCase()]));
  const reasons = new Map<string, string>();
  for (const chunk of chunksOf(keys))
    for (const [key, reason] of await suppressionsAmong(context, chunk)) reasons.set(key, reason);
  return rows.map((row) => {
    const times = [row.createdAt, row.confirmedAt, row.endedAt, row.suppressedAt];
    const reason = row.suppressedAt === null ? "" : (reasons.get(row.email.toLowerCase()) ?? "");
    return [guardCell(row.email), guardCell(row.name), row.status, ...times.map(toTime), reason, row.language ?? ""];
  });
}

/** The topics that readers chose, by the end of their addresses: an import knows them by that. */
async function addTopics(context: Context, rows: SubscriberOfList[], lines: string[][]): Promise<void> {
  const chosen = rows.length === 0 ? [] : await topicsChosen(context, rows[0]!.id, rows.at(-1)!.id);
  const slugs = new Map<number, string[]>();
  for (const { id, slug } of chosen) slugs.set(id, [...(slugs.get(id) ?? []), slug]);
  rows.forEach(({ id }, i) => lines[i]!.push((slugs.get(id) ?? []).join("; ")));
}

function topicsChosen({ db }: Context, from: number, to: number) {
  return db
    .selectFrom("subscriber_topics")
    .innerJoin("topics", "topics.id", "subscriber_topics.topic_id")
    .select(["subscriber_id as id", "slug"])
    .where("subscriber_id", ">=", from)
    .where("subscriber_id", "<=", to)
    .orderBy("subscriber_id")
    .orderBy("slug")
    .execute();
}

async function addNotes(
  context: Context,
  rows: SubscriberOfList[],
  lines: string[][],
  kinds: { id: number }[],
): Promise<void> {
  const notes = await notesAmong(
    context,
    rows.map(({ id }) => id),
  );
  rows.forEach(({ id }, i) => {
    const theirs = notes.get(id);
    for (const kind of kinds) lines[i]!.push(guardCell(theirs?.get(kind.id) ?? ""));
  });
}

function toCsv(rows: string[][]): string {
  return rows.map((cells) => `${cells.map(toCell).join(",")}\r\n`).join("");
}

function toCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toTime(at: number | null): string {
  return at === null ? "" : new Date(at).toISOString();
}
