import type { Context } from "#app/context.server.ts";
import type { ConversationsTable } from "#db/schema/conversations.ts";
import type { Selectable } from "kysely";
import type { ReadReply } from "./reading.server.ts";

/** The reader and the mail that the signed address of a reply names; ids. */
export type ReplyTarget = {
  subscriberId: number;
  editionId: number | null;
  letterId: number | null;
  listId: number | null;
};

export type ConversationRow = Selectable<ConversationsTable>;

/** The reader whom a reply's address names; null for an erased one. */
export type NamedReader = { id: number; key: string; name: string } | null;

export async function readerNamed(context: Context, target: ReplyTarget | null): Promise<NamedReader> {
  if (!target) return null;
  const row = await context.db
    .selectFrom("subscribers")
    .select(["id", "email_key as key", "name"])
    .where("id", "=", target.subscriberId)
    .where("erased_at", "is", null)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * True when two addresses are one person's mailbox: equal but for what stands after a `+`, and for the dots that Google
 * ignores. Anything else is somebody else, whatever the name beside it.
 */
export function isSameMailbox(one: string, other: string): boolean {
  return one !== "" && bare(one) === bare(other);
}

function bare(key: string): string {
  const [local = "", domain = ""] = key.toLowerCase().split("@");
  const name = local.split("+", 1)[0]!;
  const isGoogle = domain === "gmail.com" || domain === "googlemail.com";
  return isGoogle ? `${name.replaceAll(".", "")}@gmail.com` : `${name}@${domain}`;
}

/**
 * Finds the conversation that a reply goes on with: by our answer whose signed address it came to, by the messages
 * that it names, or by reader and issue. It is always one with the same person: a stranger's mail never stands in a reader's.
 */
export async function conversationOf(
  context: Context,
  reply: Pick<ReadReply, "from" | "answers">,
  target: ReplyTarget | null,
  reader: NamedReader,
): Promise<ConversationRow | null> {
  const from = reply.from?.email.toLowerCase() ?? "";
  const fits = (row: ConversationRow) =>
    isSameMailbox(row.from_key, from) && (reader === null || row.subscriber_id === reader.id);
  const found = [
    ...(target?.letterId ? await withMessage(context, "letter_id", [target.letterId]) : []),
    ...(reply.answers.length > 0 ? await withMessage(context, "message_id", reply.answers) : []),
    ...(target?.editionId && reader ? await aboutIssue(context, reader.id, target.editionId) : []),
  ];
  return found.find(fits) ?? null;
}

/** Only by our own answers: their ids are random, and known to who got them. */
function withMessage(
  { db }: Context,
  column: "letter_id" | "message_id",
  values: (string | number)[],
): Promise<ConversationRow[]> {
  return db
    .selectFrom("conversations")
    .selectAll()
    .where("id", "in", (eb) =>
      eb
        .selectFrom("conversation_messages")
        .select("conversation_id")
        .where("direction", "=", "out")
        .where(column as "message_id", "in", values as string[]),
    )
    .orderBy("id", "desc")
    .limit(10)
    .execute();
}

function aboutIssue({ db }: Context, subscriberId: number, editionId: number): Promise<ConversationRow[]> {
  return db
    .selectFrom("conversations")
    .selectAll()
    .where("subscriber_id", "=", subscriberId)
    .where("edition_id", "=", editionId)
    .orderBy("id", "desc")
    .limit(20)
    .execute();
}

/** The subject of a reply, as far as the desk knows: an issue, one of its articles, a list. */
type About = { issue_id: number | null; article_id: number | null; list_id: number | null };

/**
 * Finds the issue that a reply answers, and the article that it quotes.
 * @param quoted the quoted text of the reply, up to the first words below it
 */
export async function aboutWhat(context: Context, target: ReplyTarget | null, quoted: string): Promise<About> {
  const nothing = { issue_id: null, article_id: null, list_id: target?.listId ?? null };
  if (!target?.editionId) return nothing;
  const issue = await context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select(["issues.id", "issues.list_id"])
    .where("editions.id", "=", target.editionId)
    .executeTakeFirst();
  if (!issue) return nothing;
  const articles = await context.db
    .selectFrom("issue_articles")
    .innerJoin("articles", "articles.id", "issue_articles.article_id")
    .select(["articles.id", "slug", "headline"])
    .where("issue_id", "=", issue.id)
    .orderBy("position")
    .execute();
  return { issue_id: issue.id, article_id: articleQuoted(articles, quoted), list_id: target.listId ?? issue.list_id };
}

/**
 * Returns the article that quoted text is about: the only one that it names, or, where the words stand below a part of the
 * mail, the last one before them. A quotation of the whole mail names many and means none.
 */
export function articleQuoted(
  articles: { id: number; slug: string; headline: string }[],
  quoted: string,
): number | null {
  const text = oneLined(quoted);
  const named = articles.flatMap(({ id, slug, headline }) => {
    const at = Math.max(text.lastIndexOf(`/articles/${slug}`), headline ? text.lastIndexOf(oneLined(headline)) : -1);
    return at >= 0 ? [{ id, at }] : [];
  });
  if (named.length === 1 || (named.length > 1 && named.length < articles.length))
    return named.sort((a, b) => b.at - a.at)[0]!.id;
  return null;
}

/** Programs break quoted lines anywhere, and mark each. */
function oneLined(text: string): string {
  return text
    .replace(/^[>\s|]+/gm, " ")
    .replace(/\s+/g, " ")
    .toLowerCase();
}
