import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { eventHash, noHash, personHash } from "#app/models/consent/chain.server.ts";
import { consentOf, recordConsent } from "#app/models/consent/record.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { versionsOf } from "#app/models/consent/wordings.server.ts";
import { indexMissing } from "#app/models/search/index.server.ts";
import { search } from "#app/models/search/search.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { migrations } from "#db/migrations/index.ts";
import { bundled } from "../support/child.ts";
import { testContext } from "../support/context.ts";
import { emptyDb, testDb } from "../support/database.ts";
import { bodyOf } from "../support/newsroom.ts";

test("an empty database gets every migration, in order", async () => {
  const { db } = await emptyDb();
  expect(await migrateToLatest(db)).toEqual(Object.keys(migrations));
});

test("a database that is up to date is left as it is", async () => {
  const { db } = await testDb();
  expect(await migrateToLatest(db)).toEqual([]);
});

test("of processes that start together on an empty database, one applies each migration and the others wait", async () => {
  const { db, url } = await emptyDb();
  const migrateNow = await bundled("tests/db/migrate-now.ts");

  const racers = await Promise.all([1, 2, 3].map(() => migrateNow([url])));

  const applied = racers.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
  expect(applied).toEqual(Object.keys(migrations));
  expect(await db.selectFrom("issues").selectAll().execute()).toEqual([]);
});

test("migrations are numbered without a gap, and listed in that order", () => {
  const numbers = Object.keys(migrations).map((name) => Number(name.slice(0, 4)));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test("an address known before domains were kept gets its domain", async () => {
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0001-start");
  await sql`insert into subscribers (email, email_key, name, search_key, created_at)
    values ('Ada@Example.org', 'ada@example.org', '', 'ada', 0)`.execute(db);
  await migrateToLatest(db);
  expect(await db.selectFrom("subscribers").select("domain").execute()).toEqual([{ domain: "example.org" }]);
});

test("letters keep their numbers when more kinds of them become possible, and new ones go on behind", async () => {
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0002-sending");
  await sql`insert into lists (slug, name, created_at) values ('weekly', 'Weekly', 0)`.execute(db);
  await sql`insert into subscribers (email, email_key, name, search_key, domain, created_at)
    values ('a@example.org', 'a@example.org', '', 'a', 'example.org', 0)`.execute(db);
  const letter = sql`insert into letters (kind, subscriber_id, list_id, created_at, status, due_at)
    values ('welcome', 1, 1, 5, 'accepted', 5)`;
  await letter.execute(db);
  await letter.execute(db);
  await migrateToLatest(db);
  await letter.execute(db);
  expect(await db.selectFrom("letters").select(["id", "kind"]).orderBy("id").execute()).toEqual([
    { id: 1, kind: "welcome" },
    { id: 2, kind: "welcome" },
    { id: 3, kind: "welcome" },
  ]);
});

test("consent that was recorded before it was chained becomes a chain that holds, with every text kept (C-02)", async () => {
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0003-readers");
  await sql`insert into lists (slug, name, created_at) values ('weekly', 'Weekly', 0)`.execute(db);
  await sql`insert into subscribers (email, email_key, name, search_key, domain, created_at) values
    ('Ana@example.org', 'ana@example.org', 'Ana', 'a', 'example.org', 0),
    ('bob@example.org', 'bob@example.org', '', 'b', 'example.org', 0)`.execute(db);
  const texts = ["No spam.", "Yes, send me Weekly", "", "No spam, ever.", "Trade fair"];
  const kinds = ["signed-up", "confirmed", "ended", "signed-up", "imported"];
  for (let first = 0; first < 1200; first += 400) {
    const rows = Array.from({ length: 400 }, (_, i) => {
      const k = (first + i) % 5;
      const ip = k < 2 ? "192.0.2.7" : null;
      return sql`(${1 + (k % 2)}, 1, ${kinds[k]}, ${texts[k]}, ${"a test"}, ${ip}, ${first + i})`;
    });
    await sql`insert into consent_events (subscriber_id, list_id, kind, wording, source, ip, at)
      values ${sql.join(rows)}`.execute(db);
  }
  await migrateToLatest(db);

  const context = { ...(await testContext()), db };
  expect(await verifyConsent(context)).toMatchObject({ fault: null, tally: { events: 1200, wordings: 4 } });
  expect((await consentOf(context, 1)).slice(0, 2)).toMatchObject([
    {
      ...{ kind: "signed-up", list: "Weekly", wording: "No spam.", version: 1, language: "en", at: 0, seq: 1 },
      ...{ address: "Ana@example.org", name: "Ana", ip: "192.0.2.7", source: "a test" },
    },
    { kind: "ended", wording: "", version: null, at: 2, ip: null },
  ]);
  expect((await versionsOf(context, "sign-up")).map(({ text }) => text)).toEqual(["No spam, ever.", "No spam."]);
  await recordConsent(context, { subscriberId: 2, listId: 1, kind: "ended", wording: "", source: "page" });
  expect(await verifyConsent(context)).toMatchObject({ fault: null, head: { events: 1201 } });
});

test("receipts of the version before keep their hashes, their seals and what was erased of them", async () => {
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0054-reasons-of-suppressions");
  await sql`insert into lists (slug, name, created_at) values ('weekly', 'Weekly', 0)`.execute(db);
  const said = { at: 5, list: "weekly", kind: "ended", wording: null, detail: null, letterId: 7, letterAt: 4 };
  const ways = [
    ["page", "button"],
    ["page", null],
    ["one-click", "mail"],
    ["page", "button"],
  ] as const;
  let prev = noHash;
  for (const [i, [source, method]] of ways.entries()) {
    const [seq, salt, name] = [i + 1, "ab".repeat(16), `Ana ${i}`];
    const whoSeal = personHash({ whoSalt: salt, address: "ana@example.org", name });
    const hash = eventHash({ ...said, seq, prev, subscriber: 3, source, method, whoSeal, traceSeal: null });
    const [who, address, called] = i === 1 ? [null, null, null] : [salt, "ana@example.org", name];
    await sql`insert into consent_events (seq, prev_hash, hash, at, subscriber_id, list_id, kind, source, method, letter_id,
        letter_at, who_seal, address, name, who_salt)
      values (${seq}, ${prev}, ${hash}, 5, 3, 1, 'ended', ${source}, ${method}, 7, 4, ${whoSeal}, ${address}, ${called}, ${who})`.execute(
      db,
    );
    prev = hash;
  }
  await sql`update consent_head set events = 4, hash = ${prev}`.execute(db);
  await migrateToLatest(db);

  const context = { ...(await testContext()), db };
  expect(await verifyConsent(context)).toEqual({
    ...{ fault: null, head: { events: 4, hash: prev } },
    tally: { events: 4, wordings: 0, whoErased: 1, tracesErased: 0 },
  });
  const kept = await consentOf(context, 3);
  expect(kept.map(({ source, method, name }) => [source, method, name])).toEqual(
    ways.map(([source, method], i) => [source, method, i === 1 ? null : `Ana ${i}`]),
  );
  expect(kept.at(-1)).toMatchObject({ hash: prev, letter: { id: 7, at: 4 } });
  await recordConsent(context, {
    subscriberId: 3,
    listId: 1,
    kind: "ended",
    wording: "",
    source: "page",
    method: "button",
  });
  expect(await verifyConsent(context)).toMatchObject({ fault: null, head: { events: 5 } });
  expect(await db.selectFrom("consent_ways").selectAll().execute()).toHaveLength(3);
});

test("why an issue is paused loses the count that stood behind it, which is counted anew when it is read", async () => {
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0010-site-version");
  await sql`insert into lists (slug, name, created_at) values ('weekly', 'Weekly', 0)`.execute(db);
  const reasons = ["A wrong link. 1,204 of 3,000 readers are still to come.", "Paused by hand.", null];
  for (const [i, reason] of reasons.entries())
    await sql`insert into issues (number, list_id, subject, preheader, intro, status, created_at, updated_at, version, pause_reason)
      values (${i + 1}, 1, '', '', '{}', 'paused', 0, 0, 1, ${reason})`.execute(db);
  await migrateToLatest(db);
  expect(await db.selectFrom("issues").select("pause_reason").orderBy("number").execute()).toEqual([
    { pause_reason: "A wrong link." },
    { pause_reason: "Paused by hand." },
    { pause_reason: null },
  ]);
});

test("what was noted before accounts and networks were, stays in the log, with neither", async () => {
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0010-site-version");
  await sql`insert into audit_events (at, actor, action, detail) values (5, 'Ruth', 'send', 'issue 1')`.execute(db);
  await migrateToLatest(db);
  const context = { ...(await testContext()), db };
  expect(await recentEvents(context)).toEqual([
    { id: 1, at: 5, actor: "Ruth", editorId: null, network: null, action: "send", detail: "issue 1" },
  ]);
});

test("what could be searched for before is found after the upgrade, and by other forms once it was indexed anew", async () => {
  const context = await testContext();
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0010-site-version");
  await sql`insert into articles (slug, headline, dek, byline, body, image_credit, image_alt, sources, published_at, created_at, updated_at, version)
    values ('robots', 'Robots learn', '', 'Ines', ${bodyOf("O’Brien looks on.")}, '', '', '[]', 5, 5, 5, 1)`.execute(
    db,
  );
  await sql`insert into search_documents (kind, ref, path, headline, dek, text, at)
    values ('article', 1, '/articles/robots', 'Robots learn', '', 'O’Brien looks on.', 5)`.execute(db);
  await migrateToLatest(db);
  const upgraded = { ...context, db };
  expect(await indexMissing(upgraded)).toBe(1);
  for (const query of ["robot", "obrien", "ines"])
    expect([query, (await search(upgraded, query, 1)).found?.total]).toEqual([query, 1]);
});
