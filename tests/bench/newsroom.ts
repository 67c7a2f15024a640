import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { aBriefing, anArticle, anIssue, bodyOf } from "../support/newsroom.ts";

/** The environment of an installation in a folder of its own. */
export type Place = { env: Record<string, string>; remove(): Promise<void> };

/** @param given more of the environment; DATABASE_URL is a SQLite file on disk when left out */
export async function aPlace(given: Record<string, string>): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "pressrun-bench-"));
  const env = {
    DATABASE_URL: `file:${join(folder, "bench.db")}`,
    APP_URL: "https://briefing.example.org",
    APP_SECRET: "x".repeat(32),
    MAIL_FROM: "hello@briefing.example.org",
    DKIM_FOLDER: folder,
    ...given,
  };
  return { env, remove: () => rm(folder, { recursive: true }) };
}

/** Makes a key, and returns the environment in which it signs. */
export function signingEnv(): Record<string, string> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }));
  return { DKIM_PRIVATE_KEY: pem, DKIM_DOMAIN: "briefing.example.org", DKIM_SELECTOR: "bench" };
}

export function aContext({ env }: Place): Context {
  return createContext(readConfig(env), { log: pino({ level: "silent" }) });
}

/**
 * Migrates, sets the briefing up and writes an issue of articles in full. @returns its number
 * @param count of articles: four make a message of 60 to 70 KB, two one of about 40
 */
export async function aBigIssue(
  context: Context,
  fill: (context: Context, listId: number) => Promise<void>,
  count = 4,
): Promise<number> {
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context);
  await fill(context, list.id);
  const sentence = "The second warehouse measured what the first had only guessed, and wrote the figures down. ";
  const articles = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      anArticle(context, { headline: `Article ${i + 1}`, body: bodyOf(`${sentence.repeat(8)}\n`.repeat(8).trim()) }),
    ),
  );
  const number = await anIssue(context, list, { articles });
  await context.db.updateTable("issue_articles").set({ display: "full" }).execute();
  if ((await issueByNumber(context, number))?.articles.length !== count)
    throw new Error("the bench's issue is not whole");
  return number;
}

const domains = ["gmail.example", "outlook.example", "yahoo.example", "mail.example", "uni.example"];

/** `count` confirmed readers, written by the database itself, because a million one by one would take minutes. */
export async function fillList(context: Context, listId: number, count: number): Promise<void> {
  const { sql } = await import("kysely");
  const domain = sql.raw(
    `case n % 10 ${domains.map((name, i) => `when ${i} then '${name}'`).join(" ")} else 'd' || (n % 1000) || '.example' end`,
  );
  await sql`with recursive series(n) as (select 1 union all select n + 1 from series where n < ${sql.lit(count)})
    insert into subscribers (email, email_key, name, search_key, domain, created_at)
    select 'reader' || n || '@' || ${domain}, 'reader' || n || '@' || ${domain}, 'Reader ' || n, 'reader' || n, ${domain}, 0 from series`.execute(
    context.db,
  );
  await sql`insert into subscriptions (subscriber_id, list_id, status, created_at, confirmed_at)
    select id, ${sql.lit(listId)}, 'active', 0, 0 from subscribers`.execute(context.db);
}
