import type { Context } from "#app/context.server.ts";
import { articleSchema, createArticle, type Article } from "#app/models/articles/articles.server.ts";
import { briefingSchema } from "#app/models/briefing.server.ts";
import { recordConsent } from "#app/models/consent/record.server.ts";
import { setUpBriefing } from "#app/models/desk/setUp.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { listBySlug, type List } from "#app/models/readers/lists.server.ts";
import { addressRow, subscriberFor, type Subscriber } from "#app/models/readers/subscribers.server.ts";
import { chunksOf } from "#db/client.server.ts";

/** Sets The Robotics Briefing up, with its list `weekly`; only what a test is about need be given. */
export async function aBriefing(context: Context, given: Record<string, unknown> = {}): Promise<List> {
  const settings = briefingSchema.parse({
    name: "The Robotics Briefing",
    pitch: "weekly intelligence on automation, regulation and investment trends",
    fromName: "The Robotics Briefing",
    fromAddress: "editors@briefing.example.org",
    postalAddress: "12 Harbour Street, Rotterdam, The Netherlands",
    timeZone: "Europe/Amsterdam",
    ...given,
  });
  await setUpBriefing(context, settings);
  return (await listBySlug(context, "weekly"))!;
}

/** A document of one paragraph a line. */
export function bodyOf(text: string): string {
  const content = text.split("\n").map((line) => ({ type: "paragraph", content: [{ type: "text", text: line }] }));
  return JSON.stringify({ type: "doc", content });
}

/** An article, a draft; only what a test is about need be given. */
export async function anArticle(context: Context, given: Record<string, unknown> = {}): Promise<Article> {
  const input = articleSchema.parse({
    headline: "Robots learn to pack",
    dek: "Two warehouses compare notes.",
    byline: "Ines Halloran",
    body: bodyOf("The first paragraph.\nThe second paragraph."),
    ...given,
  });
  const created = await createArticle(context, input);
  if ("error" in created) throw new Error(created.error);
  return created.article;
}

/** A complete draft issue to `list`. @returns its number */
export async function anIssue(context: Context, list: List, given: { subject?: string; articles?: Article[] } = {}) {
  const articles = given.articles ?? [await anArticle(context)];
  return createIssue(context, list.id, {
    subject: given.subject ?? "Robots learn to pack",
    preheader: "Two warehouses, five years apart, and what the second one did differently.",
    articles: articles.map(({ id }) => ({ id, display: "summary" as const })),
  });
}

/** A confirmed reader of `list`. */
export async function aReader(context: Context, list: List, email: string, name = ""): Promise<Subscriber> {
  const subscriber = await subscriberFor(context, email, name);
  const now = context.clock();
  await context.db
    .insertInto("subscriptions")
    .values({
      subscriber_id: subscriber.id,
      list_id: list.id,
      status: "active",
      created_at: now,
      confirmed_at: now,
      ended_at: null,
      ended_by: null,
    })
    .execute();
  await recordConsent(context, {
    subscriberId: subscriber.id,
    listId: list.id,
    kind: "confirmed",
    wording: "Yes",
    source: "a test",
  });
  return subscriber;
}

/** `count` confirmed readers, `reader1@readers.example` and on. @returns their addresses */
export async function manyReaders(
  context: Context,
  list: List,
  count: number,
  domain = "readers.example",
): Promise<string[]> {
  const emails = Array.from({ length: count }, (_, i) => `reader${i + 1}@${domain}`);
  const now = context.clock();
  for (const chunk of chunksOf(emails)) {
    const rows = await context.db
      .insertInto("subscribers")
      .values(
        chunk.map((email) => ({ ...addressRow({ email, key: email }, ""), suppressed_at: null, created_at: now })),
      )
      .returning("id")
      .execute();
    await context.db
      .insertInto("subscriptions")
      .values(
        rows.map(({ id }) => ({
          subscriber_id: id,
          list_id: list.id,
          status: "active" as const,
          created_at: now,
          confirmed_at: now,
          ended_at: null,
          ended_by: null,
        })),
      )
      .execute();
  }
  return emails;
}
