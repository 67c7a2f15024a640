import { articleById } from "#app/models/articles/articles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import type { Schema } from "#db/schema.ts";
import { testContext, type TestContext } from "./context.ts";
import { aBriefing, anArticle, anIssue, aReader } from "./newsroom.ts";
import { freePort, startWeb } from "./web.ts";

/** A site that answers on a port of its own, its briefing set up; `given` as for `aBriefing`. */
export async function aSite(given: Record<string, unknown> = {}): Promise<{ context: TestContext; list: List }> {
  const context = await anUnsetSite();
  return { context, list: await aBriefing(context, given) };
}

/** The same before anybody has set it up. */
export async function anUnsetSite(): Promise<TestContext> {
  const context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
  await startWeb(context);
  return context;
}

/** Sends an issue of one article to a reader of `list`. @returns the article as it is on the site now */
export async function aSentIssue(context: TestContext, list: List, article: Record<string, unknown> = {}) {
  await aReader(context, list, "reader@readers.example");
  const written = await anArticle(context, article);
  const number = await anIssue(context, list, { subject: "What robots pack", articles: [written] });
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(`the issue did not go out: ${sent.error}`);
  return { number, article: (await articleById(context, written.id))! };
}

/** Processes show there that they live, and pictures are made in the size that is asked for: neither says anything of anybody. */
const ofNobody = ["sender_processes", "image_variants"];

/** Every request for a counted link is kept, and so are the names of the programs that asked. */
export const ofClicks = ["agents", "edition_hits"];

/**
 * Every row of every table, as text, to compare; without the count of searches, which looking for something is.
 * @param besides tables that are left out
 */
export async function everythingIn(context: TestContext, besides: string[] = []): Promise<string> {
  const { db } = context;
  const all = (await db.introspection.getTables()).map(({ name }) => name).sort();
  const tables = all.filter((name) => ![...ofNobody, ...besides].includes(name)) as (keyof Schema)[];
  const rows = await Promise.all(
    tables.map(async (table) => {
      const all = await db.selectFrom(table).selectAll().execute();
      return [table, all.filter((row) => !isSearchCount(row))];
    }),
  );
  return JSON.stringify(rows);
}

function isSearchCount(row: object): boolean {
  return "scope" in row && row.scope === "search";
}
