import { sql, type CreateTableBuilder, type Kysely } from "kysely";
import { countChanges, identity, inheritIdentity, referencesAtOnce } from "#db/client.server.ts";

/**
 * One ledger: a delivery belongs to an edition, and an edition renders an issue or a monthly digest. Digests' copies
 * were letters until now. Tables are written again, because SQLite cannot change checks and references. Each is copied
 * in one statement, so that no row passes through this process's memory.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await writeDigests(db);
  await writeEditions(db);
  await writeDeliveries(db);
  await writeSums(db);
  await writeLetters(db);
  await verifySums(db);
  for (const table of ["deliveries", "delivery_sums", "digest_sums", "letters", "editions", "digests"]) {
    await db.schema.dropTable(table).execute();
    if (table === "digest_sums") continue;
    await db.schema.alterTable(`${table}_next`).renameTo(table).execute();
  }
  await indexAll(db);
}

/** A digest is paused and resumed like an issue; its frozen content is now its edition's. */
async function writeDigests(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("digests_next")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("month", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull().check(sql`status in ('sending','paused','sent','empty','missed')`))
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("detail", "text", (c) => c.notNull())
    .addColumn("sent_at", "bigint")
    .addColumn("paused_at", "bigint")
    .addColumn("pause_reason", "text")
    .addColumn("paused_by", "text")
    .execute();
  const columns = sql.raw("id, list_id, month, status, due_at, at, detail");
  await sql`insert into digests_next (${columns}) select ${columns} from digests`.execute(db);
  await inheritIdentity(db, "digests", "digests_next");
}

async function writeEditions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("editions_next")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("issue_id", "integer", (c) => c.references("issues.id"))
    .addColumn("digest_id", "integer", (c) => c.references("digests_next.id"))
    .addColumn("from_name", "text", (c) => c.notNull())
    .addColumn("from_address", "text", (c) => c.notNull())
    .addColumn("reply_to", "text")
    .addColumn("list_slug", "text", (c) => c.notNull())
    .addColumn("list_name", "text", (c) => c.notNull())
    .addColumn("language", "text", (c) => c.notNull())
    .addColumn("marker_key", "text", (c) => c.notNull())
    .addColumn("signed_by", "text")
    .addColumn("frozen_at", "bigint", (c) => c.notNull())
    .addColumn("subject", "text")
    .addColumn("preheader", "text")
    .addColumn("sha256", "text")
    .addColumn("content", "text", (c) => c.notNull())
    .addColumn("html", "text")
    .addColumn("text", "text")
    .addCheckConstraint("editions_of_one", sql`(issue_id is null) <> (digest_id is null)`)
    .execute();
  const columns = sql.raw(
    "id, issue_id, from_name, from_address, reply_to, list_slug, list_name, language, marker_key, signed_by, " +
      "frozen_at, subject, preheader, sha256, content, html, text",
  );
  await sql`insert into editions_next (${columns}) select ${columns} from editions`.execute(db);
  await inheritIdentity(db, "editions", "editions_next");
  const { rows } = await sql<FormerDigest>`select * from digests where content is not null order by id`.execute(db);
  // One a list and month, each a few kilobytes.
  for (const digest of rows) await writeEditionOf(db, digest);
  // Indexes for the copy of the deliveries, and for the ledger afterwards.
  for (const column of ["issue_id", "digest_id"])
    await db.schema.createIndex(`editions_by_${column}`).on("editions_next").unique().column(column).execute();
}

type FormerDigest = Record<"id" | "at", number> &
  Record<"content" | "from_name" | "from_address" | "list_slug" | "list_name" | "marker_key", string> &
  Record<"reply_to" | "signed_by", string | null>;

async function writeEditionOf(db: Kysely<unknown>, digest: FormerDigest): Promise<void> {
  const { briefing } = JSON.parse(digest.content) as { briefing: { language: string } };
  await sql`insert into editions_next
    (digest_id, from_name, from_address, reply_to, list_slug, list_name, language, marker_key, signed_by, frozen_at, content)
    values (${digest.id}, ${digest.from_name}, ${digest.from_address}, ${digest.reply_to}, ${digest.list_slug},
      ${digest.list_name}, ${briefing.language}, ${digest.marker_key}, ${digest.signed_by}, ${digest.at},
      ${digest.content})`.execute(db);
}

const handOver = [
  ...["subscriber_id", "created_at", "status", "due_at", "attempts", "claimed_by", "claimed_at"],
  ...["first_claimed_at", "finished_at", "reply_code", "reply", "verdict"],
];

/**
 * Senders of the former version cannot record here any more. Their mails in flight are uncertain from now on (T-03).
 * @returns the SQL that gives a column of a delivery as it is carried over
 */
function ended(column: string): string {
  const then: Record<string, string> = {
    status: "'uncertain'",
    finished_at: "former.claimed_at",
    reply: "'The sender ended before the server''s answer was recorded.'",
    verdict: "'unknown'",
  };
  if (!(column in then)) return `former.${column}`;
  return `case when former.status = 'sending' then ${then[column]} else former.${column} end`;
}

async function writeDeliveries(db: Kysely<unknown>): Promise<void> {
  const references = referencesAtOnce(db, { edition_id: "editions_next", subscriber_id: "subscribers" });
  await withHandOver(
    db.schema
      .createTable("deliveries_next")
      .addColumn("edition_id", "integer", references.to("edition_id"))
      .addColumn("subscriber_id", "integer", references.to("subscriber_id"))
      .addColumn("tried_from", "bigint"),
  )
    // One row per edition and reader: a double click, two tabs or two processes cannot send twice (T-01).
    .addPrimaryKeyConstraint("deliveries_once", ["edition_id", "subscriber_id"])
    .execute();
  const columns = sql.raw(handOver.join(", "));
  const theirs = sql.raw(handOver.map(ended).join(", "));
  await sql`insert into deliveries_next (edition_id, tried_from, ${columns})
    select edition.id, former.tried_from, ${theirs} from deliveries as former
    join editions_next as edition on edition.issue_id = former.issue_id`.execute(db);
  // A copy's attempts counted from its first one.
  await sql`insert into deliveries_next (edition_id, tried_from, ${columns})
    select edition.id, former.first_claimed_at, ${theirs} from letters as former
    join editions_next as edition on edition.digest_id = former.digest_id`.execute(db);
  await references.add("deliveries_next");
}

async function writeSums(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("delivery_sums_next")
    .addColumn("edition_id", "integer", (c) => c.notNull().references("editions_next.id"))
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("delivery_sums_once", ["edition_id", "status"])
    .execute();
  await sql`insert into delivery_sums_next (edition_id, status, count)
    select edition.id, sums.status, sums.count from delivery_sums as sums
    join editions_next as edition on edition.issue_id = sums.issue_id`.execute(db);
  await sql`insert into delivery_sums_next (edition_id, status, count)
    select edition.id, sums.status, sums.count from digest_sums as sums
    join editions_next as edition on edition.digest_id = sums.digest_id`.execute(db);
}

/** Mails to one person remain. Their ids continue after all former ones, because mails contain them. */
async function writeLetters(db: Kysely<unknown>): Promise<void> {
  await withHandOver(
    db.schema
      .createTable("letters_next")
      .addColumn("id", sql`${identity(db)}`)
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
      .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
      .addColumn("detail", "text"),
  ).execute();
  const own = ["id", "kind", "list_id", "detail"];
  const columns = sql.raw([...own, ...handOver].join(", "));
  const theirs = sql.raw([...own.map((column) => `former.${column}`), ...handOver.map(ended)].join(", "));
  await sql`insert into letters_next (${columns})
    select ${theirs} from letters as former where digest_id is null`.execute(db);
  await inheritIdentity(db, "letters", "letters_next");
}

/** No delivery is lost or doubled (T-17). */
async function verifySums(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ before: number; after: number }>`select
    (select count(*) from deliveries) + (select count(*) from letters)
      + (select count(*) from delivery_sums) + (select count(*) from digest_sums) as before,
    (select count(*) from deliveries_next) + (select count(*) from letters_next)
      + (select count(*) from delivery_sums_next) as after`.execute(db);
  const { before, after } = rows[0]!;
  if (before !== after) throw new Error(`the ledger has ${before} rows before the upgrade and ${after} after it`);
}

async function indexAll(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, table: string, columns: string[]) =>
    db.schema.createIndex(name).on(table).columns(columns);
  await index("digests_once", "digests", ["list_id", "month"]).unique().execute();
  // The prefetch continues after the last row it has seen, so the order within one due time is part of the index.
  await index("deliveries_by_state", "deliveries", ["edition_id", "status", "due_at", "subscriber_id"]).execute();
  await index("deliveries_by_subscriber", "deliveries", ["subscriber_id"]).execute();
  await index("letters_by_state", "letters", ["status", "due_at", "id"]).execute();
  await index("letters_by_subscriber", "letters", ["subscriber_id"]).execute();
  await index("letters_by_kind", "letters", ["kind", "created_at"]).execute();
  // Confirmations go first, however many other mails wait: SQLite takes an index only for more equalities than the next.
  await index("letters_by_state_and_kind", "letters", ["status", "kind", "due_at", "id"]).execute();
  // A digest has no page on the site.
  await countChanges(db, "editions", (row) => `${row}.issue_id is not null`);
}

function withHandOver<T extends string, C extends string>(table: CreateTableBuilder<T, C>) {
  return table
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("status", "text", (c) =>
      c.notNull().check(sql`status in ('queued','sending','accepted','refused','uncertain','withdrawn','cancelled')`),
    )
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("claimed_by", "text")
    .addColumn("claimed_at", "bigint")
    .addColumn("first_claimed_at", "bigint")
    .addColumn("finished_at", "bigint")
    .addColumn("reply_code", "integer")
    .addColumn("reply", "text")
    .addColumn("verdict", "text");
}
