import { stat } from "node:fs/promises";
import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { articleClicks, clickFigures } from "#app/models/clicks/figures.server.ts";
import { judgeHits } from "#app/models/clicks/judging.server.ts";
import { rebuildClickSums } from "#app/models/clicks/rebuilding.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { aCountedEdition, type CountedEdition } from "../../support/clicks.ts";
import { dice } from "../../support/mailboxes.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { createDatabase, databaseUrl, startDurablePostgres } from "../../support/postgres.ts";
import { aContext, aPlace, type Place } from "../newsroom.ts";
import { Morning, type MadeReader } from "./morning.ts";
import { Truth } from "./truth.ts";

const links = 9;
const month = 31 * 24 * 3_600_000;

/**
 * A morning of readers whose mailboxes do what is known: how well people are told from machines, and what that takes. Then an edition
 * with many judged hits: how long its figures take.
 * @param readers of the morning
 * @param hits of the large edition
 */
export async function benchNumbers(readers = 100_000, hits = 10_000_000): Promise<void> {
  console.log(
    `${readers.toLocaleString("en")} readers of a mail with ${links} links, ten kinds of machine, six of people`,
  );
  await measured("SQLite", readers, hits, {});
  const server = await startDurablePostgres();
  const url = databaseUrl(server.url, await createDatabase(server.url));
  await measured("PostgreSQL on the same cores", readers, hits, { DATABASE_URL: url }).finally(server.stop);
}

async function measured(name: string, readers: number, hits: number, env: Record<string, string>): Promise<void> {
  console.log(name);
  const place = await aPlace({ SMTP_URL: "smtp://127.0.0.1:9", ...env });
  const context = aContext(place);
  try {
    await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
    const list = await aBriefing(context);
    const edition = await aCountedEdition(context, list, [], links);
    const truth = await aMorning(context, edition, readers);
    await judgeAll(context, edition, truth);
    await muchOf(context, place, await aCountedEdition(context, list, [], links), readers, hits);
  } finally {
    await context.db.destroy();
    await place.remove();
  }
}

/** Writes readers, their deliveries and what happens to their mails, in the order of time. */
async function aMorning(context: Context, { editionId, acceptedAt }: CountedEdition, readers: number): Promise<Truth> {
  const morning = new Morning(dice(20_261_128), links);
  const truth = new Truth();
  const hits: { at: number; reader: number; hit: MadeReader["hits"][number] }[] = [];
  for (let first = 1; first <= readers; first += 5000) {
    const ids = Array.from({ length: Math.min(5000, readers + 1 - first) }, (_, i) => first + i);
    const made = ids.map((id) => ({
      id,
      email: `r${id}@x.example`,
      ...morning.reader(),
      accepted: acceptedAt + id * 20,
    }));
    await insertRows(
      context.db,
      "subscribers",
      made.map(({ id, email, domain }) => ({
        ...{ id, email, email_key: email, name: "", search_key: email, domain, suppressed_at: null, created_at: 0 },
      })),
    );
    await insertRows(
      context.db,
      "deliveries",
      made.map(({ id, accepted }) => ({
        ...{
          edition_id: editionId,
          subscriber_id: id,
          created_at: 0,
          status: "accepted" as const,
          due_at: 0,
          attempts: 1,
        },
        ...{
          claimed_by: null,
          claimed_at: null,
          first_claimed_at: null,
          finished_at: accepted,
          reply_code: 250,
          reply: "",
        },
      })),
    );
    for (const { id, hits: own, accepted } of made)
      for (const hit of own) hits.push({ at: Math.round(accepted + hit.at), reader: id, hit });
  }
  hits.sort((a, b) => a.at - b.at);
  await keep(context, editionId, hits, truth);
  return truth;
}

type Kept = { at: number; reader: number; hit: MadeReader["hits"][number] };

async function keep(context: Context, editionId: number, hits: Kept[], truth: Truth): Promise<void> {
  const texts = [...new Set(hits.map(({ hit }) => hit.agent))].filter(Boolean);
  await insertRows(
    context.db,
    "agents",
    texts.map((text) => ({ text, seen_at: 0 })),
  );
  const agents = new Map(
    (await context.db.selectFrom("agents").selectAll().execute()).map(({ id, text }) => [text, id]),
  );
  for (let first = 0; first < hits.length; first += 5000) {
    const some = hits.slice(first, first + 5000);
    await insertRows(
      context.db,
      "edition_hits",
      some.map(({ at, reader, hit: { n, method, signals, agent, network } }) => ({
        ...{ edition_id: editionId, subscriber_id: reader, n, at, method, signals: signals.join(" "), network },
        agent_id: agents.get(agent) ?? null,
      })),
    );
  }
  for (const { reader, hit } of hits) truth.note(reader, hit);
}

async function judgeAll(context: Context, { editionId }: CountedEdition, truth: Truth): Promise<void> {
  const late = { ...context, clock: () => context.clock() + month };
  const began = performance.now();
  const before = process.cpuUsage();
  let [judged, most] = [0, 0];
  for (let some = -1; some !== 0; judged += some) {
    some = await judgeHits(late);
    most = Math.max(most, process.memoryUsage.rss());
  }
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  const each = Math.round((user + system) / judged);
  console.log(
    `  judged ${judged.toLocaleString("en")} hits, ${Math.round((judged / ms) * 1000)}/s, ${each} µs of the processor each, ` +
      `at most ${Math.round(most / 1e6)} MB with the simulation itself`,
  );
  const hits = await context.db
    .selectFrom("edition_hits")
    .select(["subscriber_id", "verdict", "rule"])
    .where("edition_id", "=", editionId)
    .orderBy("id")
    .execute();
  console.log(truth.report(hits));
}

/** An edition with so many judged hits that no figure may look at them. */
async function muchOf(
  context: Context,
  place: Place,
  { editionId, articles }: CountedEdition,
  readers: number,
  hits: number,
) {
  const { db } = context;
  const atOnce = 500_000;
  for (let first = 0; first < hits; first += atOnce) {
    const series = sql`with recursive series(i) as (select ${sql.lit(first)} union all select i + 1 from series
      where i + 1 < ${sql.lit(Math.min(hits, first + atOnce))})`;
    await sql`${series} insert into edition_hits
      (edition_id, subscriber_id, n, at, method, signals, verdict, rule, confidence, judged_at)
      select ${sql.lit(editionId)}, 1 + i % ${sql.lit(readers)}, 1 + (i / ${sql.lit(readers)} + i) % ${sql.lit(links)},
        ${sql.lit(context.clock())} + i, 'GET', 'accepts-html navigates',
        case when i % 3 = 0 then 'person' else 'machine' end, 'sweep', 'likely', 1 from series`.execute(db);
  }
  const began = performance.now();
  await rebuildClickSums(context, editionId);
  const rebuilt = Math.round((performance.now() - began) / 1000);
  const [issue, piece] = [
    await times(() => clickFigures(context, editionId)),
    await times(() => articleClicks(context, articles[0]!)),
  ];
  const size = place.env.DATABASE_URL!.startsWith("file:") ? (await stat(place.env.DATABASE_URL!.slice(5))).size : null;
  console.log(
    `  ${hits.toLocaleString("en")} hits kept${size ? `, ${Math.round(size / hits)} bytes each` : ""}: figures of the issue ${issue} ms, ` +
      `of a piece ${piece} ms (aim 300); sums made from the hits in ${rebuilt} s`,
  );
}

/** The slowest of ten, after one that is not counted, in milliseconds. */
async function times(work: () => Promise<unknown>): Promise<string> {
  await work();
  let slowest = 0;
  for (let i = 0; i < 10; i += 1) {
    const began = performance.now();
    await work();
    slowest = Math.max(slowest, performance.now() - began);
  }
  return slowest.toFixed(1);
}
