import type { Context } from "#app/context.server.ts";
import type { Schema } from "#db/schema.ts";

/** A value of a row; bytes, which JSON has none of, as Base64. */
type Value = string | number | null | { bytes: string };
type Row = Record<string, Value>;

/** Rows by table, in an order in which they can be inserted again. */
export type KeptRows = { table: keyof Schema; rows: Row[] }[];

/** A table whose rows go with an article or an issue, and the column by which they are its. */
type Part = [table: keyof Schema, column: string];

const about: Part[] = [
  ["assignments", "id"],
  ["comments", "id"],
  ["comment_reads", "id"],
  ["image_uses", "id"],
  ["image_replacement_sheets", "id"],
];

/** All that is deleted with an article or an issue. A test deletes one with everything, and compares. */
const parts: Record<"article" | "issue", Part[]> = {
  article: [
    ["articles", "id"],
    ["article_topics", "article_id"],
    ["corrections", "article_id"],
    ["draft_links", "article_id"],
    ...about.map(([table]): Part => [table, "article_id"]),
  ],
  issue: [
    ["issues", "id"],
    ["issue_sections", "issue_id"],
    ["issue_items", "issue_id"],
    ["issue_articles", "issue_id"],
    ["issue_steps", "issue_id"],
    ["preflight_overrides", "issue_id"],
    ...about.map(([table]): Part => [table, "issue_id"]),
  ],
};

/** Returns every row of an article or an issue, its revisions and their pictures included. */
export async function rowsOfSheet(context: Context, kind: "article" | "issue", id: number): Promise<KeptRows> {
  const kept: KeptRows = [];
  for (const [table, column] of parts[kind]) kept.push({ table, rows: await rowsWith(context, table, column, [id]) });
  const revisions = await context.db
    .selectFrom("revisions")
    .selectAll()
    .where("kind", "=", kind)
    .where("subject", "=", id)
    .orderBy("id")
    .execute();
  kept.push({ table: "revisions", rows: revisions.map(keptRow) });
  const uses = await rowsWith(
    context,
    "image_uses",
    "revision_id",
    revisions.map((one) => one.id),
  );
  return [...kept, { table: "image_uses", rows: uses }];
}

/** Returns the domains of a group, and its limits. */
export async function rowsOfGroup(context: Context, group: string): Promise<KeptRows> {
  const destinations = await context.db
    .selectFrom("destinations")
    .selectAll()
    .where("destination", "=", group)
    .execute();
  const paces = await context.db.selectFrom("paces").selectAll().where("destination", "=", group).execute();
  return [
    { table: "destinations", rows: destinations.map(keptRow) },
    { table: "paces", rows: paces.map(keptRow) },
  ];
}

/** The columns that hold true for every table here: the names are ours, and no request has a part in them. */
async function rowsWith(context: Context, table: keyof Schema, column: string, ids: number[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  const rows = await context.db
    .selectFrom(table as "articles")
    .selectAll()
    .where(column as "id", "in", ids)
    .execute();
  const byId = (row: Row) => Number(row.id ?? 0);
  // An answer comes after the comment that it answers.
  return rows.map(keptRow).sort((one, other) => byId(one) - byId(other));
}

/** Inserts kept rows again. @throws where something has taken their place */
export async function insertKept(context: Context, kept: KeptRows): Promise<void> {
  for (const { table, rows } of kept)
    for (const row of rows)
      await context.db
        .insertInto(table as "articles")
        .values(rowAgain(row) as never)
        .execute();
}

function keptRow(row: object): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]: [string, Value | Uint8Array]) => [
      column,
      value instanceof Uint8Array ? { bytes: Buffer.from(value).toString("base64") } : value,
    ]),
  );
}

function rowAgain(row: Row): object {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === "object" && value !== null ? Buffer.from(value.bytes, "base64") : value,
    ]),
  );
}
