import { sendIssue } from "#app/models/sending.server.ts";
import { articleById } from "#app/models/articles.server.ts";
import type { List } from "#app/models/lists.server.ts";
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

const tables = [
  "subscribers",
  "subscriptions",
  "consent_events",
  "letters",
  "deliveries",
  "issues",
  "articles",
  "throttles",
  "sessions",
  "suppressions",
] as const;

/** Every row that a visitor could have a hand in, as text, to compare. */
export async function everythingIn(context: TestContext): Promise<string> {
  const rows = await Promise.all(tables.map((table) => context.db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}
