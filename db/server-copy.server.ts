import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createGunzip, createGzip } from "node:zlib";
import { sql, type Kysely, type Transaction } from "kysely";
import { differences, isBookkeeping, type Copied, type Copier, type Occupied } from "./copy.server.ts";
import type { Schema } from "./schema.ts";

type Db = Kysely<Schema>;
type Tx = Transaction<Schema>;

/**
 * A line with this prefix names the table of the rows that follow, or the end. Other lines are rows, as the server
 * writes them.
 */
const heading = "=";
type Heading = { table: string; columns: string[] };
type End = { end: Copied; sequences: Record<string, number> };

/** Limits of one batch, in rows and in characters, because a row may hold an image. */
const fetched = 1000;
const together = { rows: 1000, characters: 8_000_000 };

/**
 * Copies a database on a server. The copy has every row as the server's own JSON, read in one transaction with a fixed
 * snapshot, and no table definitions. Our migrations create the tables, so that any supported server can restore it.
 * Long because: it lists the four ways of one copier, each a few lines.
 */
export function serverCopier(open: () => Db): Copier {
  const withDb = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
    const db = open();
    return work(db).finally(() => db.destroy());
  };
  return {
    fileName: "tables.jsonl.gz",
    damage: async () => [],
    async damageOf(path, copied) {
      const counts: Copied["counts"] = {};
      const end = await readCopy(path, async ({ table }, rows) => {
        counts[table] = (counts[table] ?? 0) + rows.length;
      }).catch((error: Error) => error);
      if (end instanceof Error) return [`The copy cannot be read: ${end.message}.`];
      for (const table of Object.keys(copied.counts)) counts[table] ??= 0;
      return differences(counts, copied);
    },
    // Rows compress to a fifth and less.
    size: () =>
      withDb(
        async (db) =>
          (await one<{ size: number }>(db, sql`select pg_database_size(current_database()) as size`)).size / 5,
      ),
    copyTo: (path) =>
      withDb((db) =>
        db
          .transaction()
          .setIsolationLevel("repeatable read")
          .setAccessMode("read only")
          .execute((tx) => dump(tx, path)),
      ),
    occupied: () => withDb(occupied),
    bringBack: (path, { copied, migrateTo, check }) =>
      withDb(async (db) => {
        const why = await occupied(db);
        if (why) return { error: why };
        await dropTables(db);
        await migrateTo(db, copied.migrations.at(-1)!);
        await db.transaction().execute(async (tx) => {
          const { end } = await load(tx, path);
          const missing = differences(end.counts, copied);
          if (missing.length > 0) throw new Error(missing.join(" "));
          await check(tx);
        });
        return { aside: null };
      }),
  };
}

async function dump(tx: Tx, path: string): Promise<Copied> {
  const counts: Copied["counts"] = {};
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(tx);
  const migrations = rows.map(({ name }) => name);
  async function* lines() {
    for (const table of await tablesInOrder(tx)) {
      const columns = await columnsOf(tx, table);
      yield `${heading}${JSON.stringify({ table, columns } satisfies Heading)}\n`;
      counts[table] = 0;
      for await (const rows of rowsOf(tx, table, columns)) {
        counts[table] += rows.length;
        yield rows.map(({ row }) => `${row}\n`).join("");
      }
    }
    const end: End = { end: { migrations, counts }, sequences: await sequencesOf(tx) };
    yield `${heading}${JSON.stringify(end)}\n`;
  }
  const file = createWriteStream(path, { flags: "wx", mode: 0o600, flush: true });
  await pipeline(Readable.from(lines()), createGzip({ level: 1 }), file);
  return { migrations, counts };
}

async function* rowsOf(tx: Tx, table: string, columns: string[]) {
  const all = sql.join(columns.map((column) => sql.ref(column)));
  await sql`declare copied no scroll cursor for
    select row_to_json(one)::text as row from (select ${all} from ${sql.table(table)}) as one`.execute(tx);
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(fetched)} from copied`.execute(tx);
    if (rows.length > 0) yield rows;
    if (rows.length < fetched) break;
  }
  await sql`close copied`.execute(tx);
}

/** Referenced tables come first. */
async function tablesInOrder(db: Db | Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string; needs: string[] }>`
    select c.relname as name, array(
      select distinct confrelid::regclass::text from pg_constraint
      where conrelid = c.oid and contype = 'f' and confrelid <> c.oid) as needs
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition order by c.relname`.execute(db);
  const left = rows.filter(({ name }) => !isBookkeeping(name));
  const ordered: string[] = [];
  while (left.length > 0) {
    const next = left.findIndex(({ needs }) => needs.every((need) => ordered.includes(need)));
    // Tables that refer to each other have no order; there are none.
    if (next < 0) throw new Error(`tables refer to each other: ${left.map(({ name }) => name).join(", ")}`);
    ordered.push(left.splice(next, 1)[0]!.name);
  }
  return ordered;
}

/** Without generated columns. */
async function columnsOf(db: Db | Tx, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0
      and not attisdropped and attgenerated = '' order by attnum`.execute(db);
  return rows.map(({ name }) => name);
}

/** Returns the last id of each table's sequence, because ids are never reused, even after their row is deleted. */
async function sequencesOf(db: Db | Tx): Promise<Record<string, number>> {
  const { rows } = await sql<{ table: string; last: number }>`
    select c.relname as table, pg_sequence_last_value(pg_get_serial_sequence(quote_ident(c.relname), a.attname)::regclass) as last
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
    where c.relnamespace = current_schema()::regnamespace and a.attname = 'id'`.execute(db);
  return Object.fromEntries(rows.flatMap(({ table, last }) => (last === null ? [] : [[table, last]])));
}

async function load(tx: Tx, path: string): Promise<End> {
  // The copy contains the rows that migrations inserted.
  await sql`truncate ${sql.join((await tablesInOrder(tx)).map((name) => sql.table(name)))}`.execute(tx);
  return finish(tx, await readCopy(path, (heading, rows) => insert(tx, heading, rows)));
}

/** Reads a copy to its end. @param take gets rows of one table at a time */
async function readCopy(path: string, take: (heading: Heading, rows: string[]) => Promise<void>): Promise<End> {
  let into: Heading | null = null;
  let rows: string[] = [];
  let characters = 0;
  const handOn = async () => {
    if (into && rows.length > 0) await take(into, rows);
    [rows, characters] = [[], 0];
  };
  for await (const line of linesOf(path)) {
    if (!line.startsWith(heading)) {
      rows.push(line);
      characters += line.length;
      if (rows.length >= together.rows || characters >= together.characters) await handOn();
      continue;
    }
    await handOn();
    const next = JSON.parse(line.slice(heading.length)) as Heading | End;
    if ("end" in next) return next;
    into = next;
  }
  throw new Error("it has no end");
}

/** `readline` would not report a missing part. */
async function* linesOf(path: string) {
  let rest = "";
  const file = createReadStream(path);
  const text = createGunzip().setEncoding("utf8");
  file.on("error", (error) => text.destroy(error)).pipe(text);
  for await (const chunk of text as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

async function insert(tx: Tx, { table, columns }: Heading, rows: string[]): Promise<void> {
  const into = sql.join(columns.map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(table)} (${into}) select ${into}
    from json_populate_recordset(null::${sql.table(table)}, ${`[${rows.join(",")}]`}::json)`.execute(tx);
}

async function finish(tx: Tx, end: End): Promise<End> {
  const counts: Copied["counts"] = {};
  for (const table of Object.keys(end.end.counts))
    counts[table] = (await one<{ count: number }>(tx, sql`select count(*) as count from ${sql.table(table)}`)).count;
  for (const [table, last] of Object.entries(end.sequences))
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), ${last})`.execute(tx);
  return { ...end, end: { ...end.end, counts } };
}

async function occupied(db: Db): Promise<Occupied | null> {
  if (await othersStay(db)) return "running";
  const found = await db.introspection.getTables({ withInternalKyselyTables: true });
  const tables = found.map(({ name }) => name);
  if (tables.length === 0) return null;
  if (!tables.includes("kysely_migration")) return "foreign";
  for (const table of ["briefing", "editors", "lists", "articles", "issues", "subscribers"])
    if (tables.includes(table) && (await hasRows(db, table))) return "not-empty";
  return null;
}

/** The server lists a closed connection, even our own, for another moment. */
async function othersStay(db: Db): Promise<boolean> {
  for (let looks = 1; ; looks += 1) {
    const { others } = await one<{ others: number }>(
      db,
      sql`select count(*) as others from pg_stat_activity
        where datname = current_database() and usename is not null and pid <> pg_backend_pid()`,
    );
    if (others === 0 || looks === 20) return others > 0;
    await sleep(50);
  }
}

async function hasRows(db: Db, table: string): Promise<boolean> {
  return (await one<{ found: boolean }>(db, sql`select exists (select 1 from ${sql.table(table)}) as found`)).found;
}

/** Only of a database that nobody has used yet. */
async function dropTables(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const called = await triggerFunctions(tx);
    for (const { name } of await tx.introspection.getTables({ withInternalKyselyTables: true }))
      await sql`drop table if exists ${sql.table(name)} cascade`.execute(tx);
    for (const name of called) await sql`drop function ${sql.raw(name)}`.execute(tx);
  });
}

/** Functions that the tables' triggers call, which outlive their tables; as names with arguments, quoted by the server. */
async function triggerFunctions(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct tgfoid::regprocedure::text as name from pg_trigger join pg_class on pg_class.oid = tgrelid
    where not tgisinternal and relnamespace = current_schema()::regnamespace`.execute(tx);
  return rows.map(({ name }) => name);
}

async function one<Row>(db: Db | Tx, query: ReturnType<typeof sql>): Promise<Row> {
  return (await query.execute(db)).rows[0] as Row;
}
