import type { Context } from "#app/context.server.ts";
import { parseAddress, type AddressFault } from "#app/models/addresses.server.ts";
import { addressedBy, isPaused, recipients, type Addressed } from "#app/models/deliveries/recipients.server.ts";
import { subscriberByEmail, type SubscriberLine } from "#app/models/readers/subscribers.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { hideText, shownText } from "#app/models/signedTokens.server.ts";
import { issueByNumber, type Issue } from "./issues.server.ts";

/** A reader whose copy of a mail is shown; nothing else of a mail differs between readers. */
export type CopyReader = { name: string; email: string };

/** Tells whether a reader would get the issue now, or why not. */
export type ReaderStanding =
  "gets" | "suppressed" | "not-on-list" | "paused" | "monthly" | "other-topics" | "outside-segment";

/** `known`: a subscriber with that address. `topics`: slugs; none means all. */
type ChosenReader = CopyReader & {
  known: boolean;
  topics: string[];
  standing: ReaderStanding;
  reference: string;
};

/**
 * Chooses the reader whose copy is shown: a subscriber by address, or made-up values. Nothing is recorded or changed.
 * @returns with a `reference` for addresses of pages, which is encrypted (C-12)
 */
export async function chooseReader(
  context: Context,
  number: number,
  typed: { email: string; name: string; topics: string[] },
): Promise<ChosenReader | AddressFault | { error: "gone" }> {
  const address = parseAddress(typed.email);
  if ("error" in address) return address;
  const issue = await issueByNumber(context, number);
  if (!issue) return { error: "gone" };
  const reader = await subscriberByEmail(context, address.email);
  if (!reader || reader.erased) {
    const copy = { name: typed.name, email: address.email };
    const others = isOfOtherTopics(await articleTopics(context, issue), typed.topics);
    const standing = others ? ("other-topics" as const) : ("gets" as const);
    return { ...copy, known: false, topics: typed.topics, standing, reference: referenceTo(context, copy) };
  }
  const copy = { name: reader.name, email: reader.email };
  const topics = await topicsChosenBy(context, reader.id);
  const standing = await standingOf(context, issue, reader);
  return { ...copy, known: true, topics, standing, reference: referenceTo(context, copy) };
}

/** Returns the slugs of the topics that an issue is about: those of its articles. */
async function articleTopics(context: Context, issue: Issue): Promise<string[]> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .innerJoin("article_topics", "article_topics.article_id", "issue_articles.article_id")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("slug")
    .distinct()
    .where("issue_id", "=", issue.id)
    .execute();
  return rows.map(({ slug }) => slug);
}

function isOfOtherTopics(ofIssue: string[], chosen: string[]): boolean {
  return ofIssue.length > 0 && chosen.length > 0 && !chosen.some((slug) => ofIssue.includes(slug));
}

async function standingOf(context: Context, issue: Issue, reader: SubscriberLine): Promise<ReaderStanding> {
  if (reader.suppressed) return "suppressed";
  const held = reader.subscriptions.find(({ listId }) => listId === issue.list.id);
  if (held?.status !== "active") return "not-on-list";
  if (isPaused(held.pausedUntil, context.clock())) return "paused";
  if (held.frequency === "monthly") return "monthly";
  // With the send's own query, so that the answer is the send's.
  const addressed = await addressedBy(context, { id: issue.id, listId: issue.list.id });
  const isAmong = async (some: Addressed) =>
    (await recipients(context, some, "every")
      .select("subscribers.id")
      .where("subscribers.id", "=", reader.id)
      .executeTakeFirst()) !== undefined;
  if (await isAmong(addressed)) return "gets";
  return (await isAmong({ ...addressed, segment: null })) ? "outside-segment" : "other-topics";
}

function referenceTo(context: Context, { name, email }: CopyReader): string {
  return hideText(context, JSON.stringify([name, email]));
}

/** Returns the reader whom a page's address names by a reference; null for none, or one of somebody else's making. */
export function readerOfReference(context: Context, reference: string | null): CopyReader | null {
  const shown = reference === null || reference.length > 2000 ? "" : shownText(context, reference);
  if (!shown) return null;
  try {
    const read: unknown = JSON.parse(shown);
    if (!Array.isArray(read) || read.length !== 2 || read.some((part) => typeof part !== "string")) return null;
    const [name, email] = read as [string, string];
    return { name, email };
  } catch {
    return null;
  }
}
