import type { Context } from "#app/context.server.ts";
import { second, hour } from "#app/models/durations.ts";
import type { DomainEvent, EventKind } from "#app/models/events.server.ts";
import { feedFormats, feedPath, type FeedSubject } from "./feedAddresses.server.ts";

/** Time limit of a request to the hub, which is then repeated later. */
const patience = 5 * second;
/** After this many attempts, a day and a half, the hub must find the change by polling. */
const mostAttempts = 12;

/** Notes which feeds events have changed: the hub is told later (W-04). Nothing is noted without a hub. */
export async function noteFeeds(context: Context, events: DomainEvent[]): Promise<void> {
  if (!context.config.websubHub) return;
  const subjects: FeedSubject[] = [];
  for (const { kind, subject } of events) subjects.push(...((await feedsOf[kind]?.(context, subject)) ?? []));
  if (subjects.length > 0) await feedsChanged(context, subjects);
}

type FeedsOf = (context: Context, subject: number) => Promise<FeedSubject[]>;

const feedsOf: Partial<Record<EventKind, FeedsOf>> = {
  "article-saved": ofArticleOnSite,
  "article-corrected": ofArticleOnSite,
  "article-published": ofArticle,
  // A deleted article has no topics any more; it left them before.
  "article-unpublished": ofArticle,
  "topic-left": async (context, id) => {
    const topic = await context.db.selectFrom("topics").select("slug").where("id", "=", id).executeTakeFirst();
    return topic ? [{ of: "topic", slug: topic.slug }] : [];
  },
  "issue-started": async () => [{ of: "issues" }],
  // The title of its entry is another one now.
  "subject-chosen": async () => [{ of: "issues" }],
};

async function ofArticle(context: Context, articleId: number): Promise<FeedSubject[]> {
  const topics = await context.db
    .selectFrom("article_topics")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("slug")
    .where("article_id", "=", articleId)
    .execute();
  return [{ of: "articles" }, ...topics.map(({ slug }) => ({ of: "topic" as const, slug }))];
}

async function ofArticleOnSite(context: Context, articleId: number): Promise<FeedSubject[]> {
  const onSite = await context.db
    .selectFrom("articles")
    .select("id")
    .where("id", "=", articleId)
    .where("published_at", "is not", null)
    .executeTakeFirst();
  return onSite ? ofArticle(context, articleId) : [];
}

async function feedsChanged(context: Context, subjects: FeedSubject[]): Promise<void> {
  const now = context.clock();
  const feeds = [...new Set(subjects.map(feedPath))];
  await context.db
    .insertInto("pings")
    .values(feeds.map((feed) => ({ feed, due_at: now, attempts: 0 })))
    .execute();
}

/** The due changes of one feed: the hub is told once of all of them. */
type Ping = { feed: string; ids: number[]; attempts: number };

/**
 * Tells the hub of the due feeds, and of no others. Requests continue after the call returns, so that a slow hub delays
 * nothing; a feed that changes meanwhile is reported again.
 */
export async function tellHub(context: Context): Promise<{ told: Promise<void> }> {
  const { websubHub } = context.config;
  const pings = websubHub ? await claimPings(context) : [];
  return { told: Promise.all(pings.map((ping) => tell(context, websubHub!, ping))).then(() => {}) };
}

/** A claimed ping becomes due again after its wait, in case its process dies. */
async function claimPings(context: Context): Promise<Ping[]> {
  const now = context.clock();
  const due = await context.db.selectFrom("pings").selectAll().where("due_at", "<=", now).limit(500).execute();
  const claimed: Ping[] = [];
  for (const feed of new Set(due.map((row) => row.feed))) {
    const rows = due.filter((row) => row.feed === feed);
    const attempts = Math.min(...rows.map((row) => row.attempts));
    const ours = await context.db
      .updateTable("pings")
      .set({ due_at: now + restAfter(attempts), attempts: attempts + 1 })
      .where(
        "id",
        "in",
        rows.map(({ id }) => id),
      )
      .where("due_at", "<=", now)
      .returning("id")
      .execute();
    if (ours.length > 0) claimed.push({ feed, ids: ours.map(({ id }) => id), attempts: attempts + 1 });
  }
  return claimed;
}

/** Half a minute, then twice as long each time, at most six hours. */
function restAfter(attempts: number): number {
  return Math.min(30 * second * 2 ** attempts, 6 * hour);
}

async function tell(context: Context, hub: string, ping: Ping): Promise<void> {
  try {
    const fault = await publish(context, hub, ping.feed);
    if (fault === null) return await forget(context, ping);
    context.log.warn({ feed: ping.feed, attempts: ping.attempts }, `the WebSub hub was not told: ${fault}`);
    if (ping.attempts >= mostAttempts) await forget(context, ping);
  } catch (error) {
    context.log.warn({ error }, "what the WebSub hub was told could not be noted");
  }
}

/** @returns what went wrong, or null */
async function publish({ config }: Context, hub: string, feed: string): Promise<string | null> {
  const body = new URLSearchParams({ "hub.mode": "publish" });
  for (const { ending } of Object.values(feedFormats)) body.append("hub.url", config.appUrl + feed + ending);
  try {
    const signal = AbortSignal.timeout(patience);
    const answer = await fetch(hub, { method: "POST", body, signal, redirect: "manual" });
    await answer.body?.cancel();
    return answer.ok ? null : `it answered ${answer.status}`;
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error };
    return cause?.message || message;
  }
}

async function forget(context: Context, { ids }: Ping): Promise<void> {
  await context.db.deleteFrom("pings").where("id", "in", ids).execute();
}
