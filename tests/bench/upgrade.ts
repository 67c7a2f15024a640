import { readFileSync } from "node:fs";
import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { migrateTo } from "#db/migrate.server.ts";
import { createDatabase, databaseUrl, startPostgres } from "../support/postgres.ts";
import { startChild } from "./children.ts";
import { aContext, aPlace, fillList } from "./newsroom.ts";

const count = 1_000_000;

type Upgraded = { ms: number; memory: number; server: number | null };

/**
 * The ledger that migration 0015 writes anew: a million deliveries of an issue and a million copies of a digest, each half
 * done.
 */
export async function benchUpgrade(): Promise<void> {
  console.log("An upgrade from 0014: a million deliveries of an issue and a million copies of a digest");
  say("SQLite", await upgrade());
  const server = await startPostgres();
  say("PostgreSQL", await upgrade(databaseUrl(server.url, await createDatabase(server.url))));
  await server.stop();

  function say(name: string, { ms, memory, server }: Upgraded) {
    const ours = `${(ms / 1000).toFixed(1)} s, ${mega(memory)} in our process`;
    console.log(`  ${name.padEnd(12)} ${ours}${server === null ? "" : `, ${mega(server)} in the server's`}`);
  }
}

const mega = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** @param url of an empty database on a server; else a file */
async function upgrade(url?: string): Promise<Upgraded> {
  const place = await aPlace(url === undefined ? {} : { DATABASE_URL: url });
  const context = aContext(place);
  await migrateTo(context.db as Parameters<typeof migrateTo>[0], "0014-search");
  await fill(context);
  let most: number | null = null;
  const watch =
    url !== undefined &&
    setInterval(
      () => void ofServer(context).then((now) => (most = now === null ? most : Math.max(most ?? 0, now))),
      200,
    );
  const child = await startChild("tests/bench/migrate.ts", place.env);
  if (watch) clearInterval(watch);
  await context.db.destroy();
  await place.remove();
  const { ms, memory } = JSON.parse(child.firstLine) as { ms: number; memory: number };
  return { ms, memory, server: most };
}

/** The memory of its own of the server's largest process for this database; null where the system does not say. */
async function ofServer(context: Context): Promise<number | null> {
  const { rows } = await sql<{
    pid: number;
  }>`select pid from pg_stat_activity where datname = current_database()`.execute(context.db);
  const sizes = rows.flatMap(({ pid }) => {
    try {
      return Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024;
    } catch {
      return [];
    }
  });
  return sizes.length > 0 ? Math.max(...sizes) : null;
}

/** Written by the database itself, as the version before wrote them. */
async function fill(context: Context): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(context.db);
  await run("insert into lists (slug, name, created_at) values ('weekly', 'Weekly', 0)");
  await fillList(context, 1, count);
  await run(`insert into issues (number, list_id, subject, preheader, intro, status, created_at, updated_at, version, sending_at)
    values (1, 1, 'Robots', '', '{}', 'sending', 0, 0, 1, 0)`);
  const from = "'The Robotics Briefing', 'editors@briefing.example.org', 'weekly', 'Weekly'";
  await run(`insert into editions (issue_id, subject, preheader, from_name, from_address, list_slug, list_name, language,
      html, text, marker_key, content, sha256, frozen_at)
    values (1, 'Robots', '', ${from}, 'en', '', '', '0a', '{}', '', 0)`);
  await run(`insert into digests (list_id, month, status, due_at, at, detail, content, from_name, from_address, list_slug, list_name, marker_key)
    values (1, '2026-10', 'sending', 0, 0, '', '{"briefing":{"language":"en"},"issues":[]}', ${from}, '0b')`);
  const state = "case subscriber_id % 2 when 0 then 'accepted' else 'queued' end";
  const done = (value: string) => `case subscriber_id % 2 when 0 then ${value} end`;
  const values = `0, ${state}, 1000, subscriber_id % 2, ${done("'a process'")}, ${done("5")}, ${done("5")}, ${done("9")}, ${done("250")},
    ${done("'250 2.0.0 Ok: queued as 4bXyZ11xQz'")}, ${done("'accepted'")}`;
  const columns = `created_at, status, due_at, attempts, claimed_by, claimed_at, first_claimed_at, finished_at, reply_code,
    reply, verdict`;
  await run(
    `insert into deliveries (issue_id, subscriber_id, ${columns}) select 1, subscriber_id, ${values} from subscriptions`,
  );
  await run(`insert into letters (kind, list_id, digest_id, subscriber_id, ${columns})
    select 'digest', 1, 1, subscriber_id, ${values} from subscriptions`);
}
