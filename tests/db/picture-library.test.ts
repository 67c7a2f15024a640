import type { Kysely } from "kysely";
import { expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { saveSheet, sheetOf, sheetSchema } from "#app/models/articles/sheets.server.ts";
import type { Body } from "#app/models/body.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { usesOfPicture } from "#app/models/library/places.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { chunksOf } from "#db/client.server.ts";
import { migrateTo, migrateToLatest } from "#db/migrate.server.ts";
import { testContext } from "../support/context.ts";
import { emptyDb } from "../support/database.ts";
import { aStoredPicture, bodyWith } from "../support/library.ts";
import { aBriefing, anArticle, aReader } from "../support/newsroom.ts";

type Rows = Record<string, unknown>[];
type Former = Kysely<Record<string, Record<string, unknown>>>;

test("an upgrade finds where each picture is used: in drafts, on the site, in what waits, was sent and was revised", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  const [arm, hall, gate] = [
    await aStoredPicture(context),
    await aStoredPicture(context),
    await aStoredPicture(context),
  ];
  const lead = { imageId: arm.id, imageAlt: "An arm", imageCredit: "Ines" };
  const article = await anArticle(context, { ...lead, body: bodyWith({ ...hall, alt: "Ein Tor" }, arm) });
  await setPublished(context, article.id, true);
  const { typed } = (await sheetOf(context, article.id))!;
  const place = { id: article.id, version: 1, tab: "a tab of Ines", step: 1 };
  const waiting = sheetSchema.parse({ ...typed, imageId: gate.id });
  await saveSheet(context, "Ines", place, waiting);
  await createIssue(context, list.id, { subject: "Open", intro: JSON.parse(bodyWith(gate)) as Body });
  const sent = { subject: "Sent", preheader: "A line.", articles: [{ id: article.id, display: "full" as const }] };
  await sendIssue(context, await createIssue(context, list.id, sent), "Ruth");
  const all = async (db: Former) => {
    const rows = await db.selectFrom("image_uses").selectAll().execute();
    return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
  };

  const former = await emptyDb();
  await migrateTo(former.db, "0022-smtp-guests");
  const old = former.db as unknown as Former;
  for (const table of ["editors", "lists", "images", "articles", "issues", "issue_articles", "editions", "revisions"]) {
    const rows = (await context.db
      .selectFrom(table as "images")
      .selectAll()
      .execute()) as unknown as Rows;
    const known = await columnsIn(old, table);
    const fitting = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => known.has(name))));
    // At that time the bytes were a column.
    if (table === "images") for (const row of fitting) row.bytes = Buffer.from(String(row.key));
    await old.deleteFrom(table).execute();
    for (const chunk of chunksOf(fitting)) await old.insertInto(table).values(chunk).execute();
  }
  await migrateToLatest(former.db);
  expect(await all(old)).toEqual(await all(context.db as unknown as Former));
  const [file] = await former.db.selectFrom("image_files").selectAll().orderBy("image_id").execute();
  expect(file).toEqual({ image_id: arm.id, bytes: Buffer.from(arm.path.slice(8, 40)) });
  const upgraded = { ...context, db: former.db };
  expect(await usesOfPicture(upgraded, hall.id)).toMatchObject({
    articles: [
      { id: article.id, place: "text", alt: "Ein Tor" },
      { id: article.id, place: "waiting" },
    ],
    sent: [{ number: 2 }],
  });
});

async function columnsIn(db: Former, table: string): Promise<Set<string>> {
  const tables = await db.introspection.getTables();
  return new Set(tables.find(({ name }) => name === table)!.columns.map(({ name }) => name));
}
