import { deflateSync, inflateSync } from "node:zlib";
import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import type { RevisionsTable } from "#db/schema/sheets.ts";
import { wordsChanged } from "./differences.ts";
import { day, minute } from "./durations.ts";
import { imagesInJson, noteImageUses } from "./imageUses.server.ts";

/** One author's saves within so long are one revision. */
const quarter = 15 * minute;

/** An article or issue, by its id. */
type Sheet = Pick<RevisionsTable, "kind" | "subject">;

/** `apart`: it goes over what somebody else saved; `restores`: the revision that it brings back. */
type Save = { actor: string; version: number; content: unknown; apart?: boolean; restores?: number };

/** A sheet as it was before it had revisions. */
type Former = { content: unknown; author: string; at: number; version: number; publishedAt: number | null };

/**
 * Keeps a save as a revision: the one of the same author's last quarter of an hour, or a new one. A save over somebody
 * else's words begins a new one, and so does one after a revision that readers saw. Call it before the row is written.
 * @param former called when there is no revision yet; null for a new sheet
 * @returns true when it began a revision
 */
export async function keepRevision(
  context: Context,
  sheet: Sheet,
  save: Save,
  former: () => Promise<Former | null>,
): Promise<boolean> {
  const newest = await newestOf(context, sheet);
  if (!newest) await keepFormer(context, sheet, await former());
  const now = context.clock();
  const content = packed(save.content);
  const isSame = newest?.content.equals(content) && !save.restores;
  if (newest && (isSame || (goesOn(context, newest, save.actor) && !save.apart && !save.restores))) {
    const changed = isSame ? { version: save.version } : { version: save.version, content, saved_at: now };
    await context.db.updateTable("revisions").set(changed).where("id", "=", newest.id).execute();
    if (!isSame) await noteImages(context, newest.id, content);
    return false;
  }
  const { actor: author, version, restores = null } = save;
  const author_id = context.editorId ?? null;
  await insert(context, sheet, { author, author_id, began_at: now, saved_at: now, version, content, restores });
  return true;
}

/** Half of the time for a fifth more bytes: somebody waits for the save. */
function packed(content: unknown): Buffer {
  return deflateSync(JSON.stringify(content), { level: 1 });
}

type Row = Omit<RevisionsTable, "id" | "content"> & { id: number; content: Buffer };

function goesOn(context: Context, newest: Row, actor: string): boolean {
  const isTheirs = newest.author === actor && newest.author_id === (context.editorId ?? null);
  const isKept = newest.published_at !== null || newest.sent_in !== null || newest.restores !== null;
  return isTheirs && !isKept && context.clock() - newest.began_at < quarter;
}

async function keepFormer(context: Context, sheet: Sheet, former: Former | null): Promise<void> {
  if (!former) return;
  const { author, at, version, publishedAt } = former;
  const content = packed(former.content);
  const times = { began_at: at, saved_at: at, published_at: publishedAt };
  await insert(context, sheet, { author, author_id: null, version, content, restores: null, ...times });
}

type NewRow = Omit<Row, "id" | "kind" | "subject" | "published_at" | "sent_in"> & { published_at?: number | null };

async function insert(context: Context, sheet: Sheet, row: NewRow): Promise<void> {
  const { id } = await context.db
    .insertInto("revisions")
    .values({ published_at: null, sent_in: null, ...sheet, ...row })
    .returning("id")
    .executeTakeFirstOrThrow();
  await noteImages(context, id, row.content);
}

/** Its pictures stay for as long as it can be brought back. */
function noteImages(context: Context, id: number, content: Buffer): Promise<void> {
  return noteImageUses(context, { revision_id: id }, imagesInJson(inflateSync(content).toString()), "");
}

const rowsOf = ({ db }: Context, { kind, subject }: Sheet) =>
  db.selectFrom("revisions").selectAll().where("kind", "=", kind).where("subject", "=", subject).orderBy("id", "desc");

function newestOf(context: Context, sheet: Sheet): Promise<Row | undefined> {
  return rowsOf(context, sheet).limit(1).executeTakeFirst();
}

/** Marks the newest revision: the site shows it since `published_at`, readers got it with the issue `sent_in`. */
export async function markRevision(
  context: Context,
  sheet: Sheet,
  mark: { published_at: number } | { sent_in: number },
  { isOnSite = false } = {},
): Promise<void> {
  const newest = await rowsOf(context, sheet)
    .$if(isOnSite, (query) => query.where("published_at", "is not", null))
    .limit(1)
    .executeTakeFirst();
  if (newest) await context.db.updateTable("revisions").set(mark).where("id", "=", newest.id).execute();
}

/** A revision with its content, unchecked. Times in milliseconds. */
type Revision<Content> = {
  id: number;
  author: string;
  beganAt: number;
  savedAt: number;
  publishedAt: number | null;
  sentIn: number | null;
  /** The time of the revision that it brought back; null where that is gone, too. */
  restoredFrom: number | null;
  isRestored: boolean;
  content: Content;
};

/** Returns revisions of a sheet, newest first. @param before only those with a smaller id */
async function revisionsOf<Content>(
  context: Context,
  sheet: Sheet,
  limit: number,
  before?: number,
): Promise<Revision<Content>[]> {
  const rows = await rowsOf(context, sheet)
    .$if(before !== undefined, (query) => query.where("id", "<", before!))
    .limit(limit)
    .execute();
  const restored = rows.flatMap(({ restores }) => restores ?? []);
  const times = restored.length
    ? await context.db.selectFrom("revisions").select(["id", "saved_at"]).where("id", "in", restored).execute()
    : [];
  return rows.map((row) => ({
    id: row.id,
    author: row.author,
    beganAt: row.began_at,
    savedAt: row.saved_at,
    publishedAt: row.published_at,
    sentIn: row.sent_in,
    isRestored: row.restores !== null,
    restoredFrom: times.find(({ id }) => id === row.restores)?.saved_at ?? null,
    content: JSON.parse(inflateSync(row.content).toString()) as Content,
  }));
}

/** Returns one revision of a sheet; undefined when it has no such one. */
export async function revisionOf<Content>(
  context: Context,
  sheet: Sheet,
  id: number,
): Promise<Revision<Content> | undefined> {
  const [found] = await revisionsOf<Content>(context, sheet, 1, id + 1);
  return found?.id === id ? found : undefined;
}

/** Deletes the revisions of a sheet that is deleted. */
export async function forgetRevisionsOf(context: Context, { kind, subject }: Sheet): Promise<void> {
  await context.db.deleteFrom("revisions").where("kind", "=", kind).where("subject", "=", subject).execute();
}

/**
 * Deletes revisions from before a time. The last of each day stays, and so do all that were on the site or sent.
 * @returns their number, at most `limit`
 */
export async function thinRevisions(context: Context, before: number, limit: number): Promise<number> {
  const endOfDay = sql<number>`(old.saved_at / ${sql.lit(day)} + 1) * ${sql.lit(day)}`;
  const gone = await context.db
    .deleteFrom("revisions")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("revisions as old")
        .select("old.id")
        .where("old.saved_at", "<", before)
        .where("old.published_at", "is", null)
        .where("old.sent_in", "is", null)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom("revisions as later")
              .select("later.id")
              .whereRef("later.kind", "=", "old.kind")
              .whereRef("later.subject", "=", "old.subject")
              .whereRef("later.id", ">", "old.id")
              .whereRef("later.saved_at", ">=", "old.saved_at")
              .where("later.saved_at", "<", endOfDay),
          ),
        )
        .limit(limit),
    )
    .returning("id")
    .execute();
  return gone.length;
}

/** A line of the list of revisions. */
export type RevisionLine = Omit<Revision<unknown>, "content"> & { added: number; removed: number };

/** `shown`: the revision whose `difference` from the one before it is shown; `older`: where the next page begins. */
export type RevisionList<Difference> = {
  revisions: RevisionLine[];
  older: number | null;
  /** The page begins after it; null for the newest ones. */
  before: number | null;
  shown: number | null;
  difference: Difference | null;
};

const perPage = 20;

/**
 * Returns a page of a sheet's revisions, with the words that each changed, and the difference that one of them made.
 * @param textOf all words of a revision
 * @param compare compares a revision with the one before it, null for the first
 */
export async function comparedRevisions<Content, Difference>(
  context: Context,
  sheet: Sheet,
  { shown, before }: { shown?: number; before?: number },
  textOf: (content: Content) => string,
  compare: (was: Content | null, is: Content) => Promise<Difference>,
): Promise<RevisionList<Difference>> {
  const found = await revisionsOf<Content>(context, sheet, perPage + 1, before);
  const texts = found.map(({ content }) => textOf(content));
  const revisions = found.slice(0, perPage).map(({ content: _, ...revision }, i): RevisionLine => {
    return { ...revision, ...wordsChanged(texts[i + 1] ?? "", texts[i]!) };
  });
  const at = found.slice(0, perPage).findIndex(({ id }) => id === shown);
  const one = found[Math.max(0, at)];
  return {
    revisions,
    older: found.length > perPage ? revisions.at(-1)!.id : null,
    before: before ?? null,
    shown: one?.id ?? null,
    difference: one ? await compare(found[Math.max(0, at) + 1]?.content ?? null, one.content) : null,
  };
}
