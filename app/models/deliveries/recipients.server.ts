import { sql, type ExpressionBuilder, type SelectQueryBuilder } from "kysely";
import type { Context } from "#app/context.server.ts";
import { knownCount } from "#app/models/knownCounts.server.ts";
import { narrowingOfIssue, type SegmentTest } from "#app/models/segments/narrowing.server.ts";
import type { Schema } from "#db/schema.ts";
import type { SubscriptionStatus } from "#db/schema/readers.ts";

/** The state that decides whether a list's mail goes to a reader. `status` and the rest: the subscription's, null without one. */
type Standing = {
  suppressed_at: number | null;
  status: SubscriptionStatus | null;
  frequency: "every" | "monthly" | null;
  paused_until: number | null;
};

/**
 * True when an issue or a digest may be handed over to a reader now.
 * @param frequency of the readers that the edition is for
 */
export function isWanted(reader: Standing, frequency: "every" | "monthly", now: number): boolean {
  if (reader.status !== "active" || reader.suppressed_at !== null) return false;
  return reader.frequency === frequency && !isPaused(reader.paused_until, now);
}

/** The rule of `isWanted` as part of a query that joins the readers and their subscriptions. */
export function wantedNow(frequency: "every" | "monthly", now: number) {
  return sql<boolean>`coalesce(subscriptions.status = 'active' and subscribers.suppressed_at is null
    and subscriptions.frequency = ${sql.lit(frequency)} and coalesce(subscriptions.paused_until, 0) <= ${now}, false)`;
}

export function isPaused(pausedUntil: number | null, now: number): boolean {
  return pausedUntil !== null && pausedUntil > now;
}

type Held = ExpressionBuilder<Schema, "subscriptions" | "subscribers">;

/** The readers that something is for; `topics` null: whatever topics they chose; `segment` null: all of the list. */
export type Addressed = { listId: number; topics: number[] | null; segment: SegmentTest | null };

/** Returns the readers that an issue is for: those of its list and segment who chose one of its topics, or none. */
export async function addressedBy(context: Context, issue: { id: number; listId: number }): Promise<Addressed> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .innerJoin("article_topics", "article_topics.article_id", "issue_articles.article_id")
    .select("topic_id")
    .distinct()
    .where("issue_id", "=", issue.id)
    .execute();
  const addressed = await narrowed(
    context,
    issue.listId,
    rows.map((row) => row.topic_id),
  );
  return { ...addressed, segment: (await narrowingOfIssue(context, issue))?.test ?? null };
}

/** @param topics of an issue or a digest; without topics it is for every reader of the list */
export async function narrowed(context: Context, listId: number, topics: number[]): Promise<Addressed> {
  // When nobody chose topics, a million readers need not be checked one by one.
  const chosen = topics.length > 0 && (await hasAnybodyChosen(context)) ? topics : null;
  return { listId, topics: chosen, segment: null };
}

async function hasAnybodyChosen(context: Context): Promise<boolean> {
  return !!(await context.db.selectFrom("subscriber_topics").select("topic_id").limit(1).executeTakeFirst());
}

/**
 * Selects the subscriptions, joined with their subscribers, that get an issue (`every`) or a digest (`monthly`) now.
 * The caller adds the columns.
 */
export function recipients(context: Context, { listId, topics, segment }: Addressed, kind: "every" | "monthly") {
  return onList(context, listId)
    .where("suppressed_at", "is", null)
    .where("frequency", "=", kind)
    .where((eb) => eb.not(pausing(eb, context.clock())))
    .$if(topics !== null, (query) => query.where((eb) => eb.not(choosingOthers(eb, topics!))))
    .$if(segment !== null, (query) => query.where((eb) => segment!(eb)));
}

function onList(context: Context, listId: number) {
  return context.db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .where("subscriptions.list_id", "=", listId)
    .where("subscriptions.status", "=", "active");
}

function pausing(eb: Held, now: number) {
  return eb(eb.fn.coalesce("subscriptions.paused_until", eb.val(0)), ">", now);
}

/** True for readers who chose topics, none of them among `topics`. */
function choosingOthers(eb: Held, topics: number[]) {
  const chosen = eb
    .selectFrom("subscriber_topics as chosen")
    .select("chosen.topic_id")
    .whereRef("chosen.subscriber_id", "=", "subscriptions.subscriber_id");
  return eb.exists(
    chosen.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("subscriber_topics as wanted")
            .select("wanted.topic_id")
            .whereRef("wanted.subscriber_id", "=", "chosen.subscriber_id")
            .where("wanted.topic_id", "in", topics),
        ),
      ),
    ),
  );
}

/**
 * The number of a list's active readers who get an issue, and of the others by reason; each reader counts once. `outside`:
 * those whom its segment leaves out.
 */
export type Audience = {
  gets: number;
  suppressed: number;
  paused: number;
  monthly: number;
  otherTopics: number;
  outside: number;
};

export async function audienceOf(context: Context, issue: { id: number; listId: number }): Promise<Audience> {
  const addressed = await addressedBy(context, issue);
  const { every, ...others } = await countByChoice(context, issue.listId);
  // With the send's own query: PostgreSQL then evaluates readers' topics together.
  const ofTopics =
    addressed.topics === null ? every : await countRecipients(context, { ...addressed, segment: null }, "every");
  const gets = addressed.segment === null ? ofTopics : await countRecipients(context, addressed, "every");
  return { gets, ...others, otherTopics: every - ofTopics, outside: ofTopics - gets };
}

/** Counts the readers who get an issue or a digest now. */
export async function countRecipients(context: Context, addressed: Addressed, kind: "every" | "monthly") {
  const { count } = await recipients(context, addressed, kind)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

type Choices = { suppressed: number; paused: number; monthly: number; every: number };

/** All of a list are counted in an index; the suppressed among them, who are few, are looked up and taken off. */
async function countByChoice(context: Context, listId: number): Promise<Choices> {
  const ofList = context.db.selectFrom("subscriptions").where("list_id", "=", listId).where("status", "=", "active");
  const active = await knownCount(
    context,
    `choices of list ${listId}`,
    () => choicesAmong(context, ofList),
    ({ paused, monthly, every }) => paused + monthly + every,
  );
  const unheard = await choicesAmong(context, unheardOn(context, listId));
  const suppressed = unheard.paused + unheard.monthly + unheard.every;
  return {
    suppressed,
    paused: active.paused - unheard.paused,
    monthly: active.monthly - unheard.monthly,
    every: active.every - unheard.every,
  };
}

/** The suppressed of a list, found by their index and their keys: an index of the list would lead through all of it. */
function unheardOn({ db }: Context, listId: number) {
  const suppressed = db.selectFrom("subscribers").select("id").where("suppressed_at", "is not", null);
  return db
    .selectFrom("subscriptions")
    .where("subscriber_id", "in", suppressed)
    .where(sql<number>`list_id + 0`, "=", listId)
    .where(sql<boolean>`coalesce(subscriptions.status, '') = 'active'`);
}

async function choicesAmong(context: Context, some: SelectQueryBuilder<Schema, "subscriptions", unknown>) {
  const now = context.clock();
  const rows = await some
    .select(({ fn }) => [
      "frequency",
      fn.countAll<number>().as("all"),
      fn.countAll<number>().filterWhere("paused_until", ">", now).as("paused"),
    ])
    .groupBy("frequency")
    .execute();
  const awake = (frequency: "every" | "monthly") => {
    const row = rows.find((one) => one.frequency === frequency);
    return row ? row.all - row.paused : 0;
  };
  const paused = rows.reduce((sum, row) => sum + row.paused, 0);
  return { paused, monthly: awake("monthly"), every: awake("every") };
}

/** Lists why active readers of the list do not get an issue, each with a count; empty when all get it. */
export function leftOut({ suppressed, paused, monthly, otherTopics, outside }: Audience): string[] {
  const reasons: [number, string][] = [
    [paused, paused === 1 ? "has paused" : "have paused"],
    [monthly, monthly === 1 ? "gets the monthly digest instead" : "get the monthly digest instead"],
    [otherTopics, "chose other topics"],
    [outside, outside === 1 ? "is not in the segment" : "are not in the segment"],
    [suppressed, suppressed === 1 ? "is suppressed" : "are suppressed"],
  ];
  return reasons.filter(([count]) => count > 0).map(([count, words]) => `${count.toLocaleString("en")} ${words}`);
}
