import { beforeEach, describe, expect, test } from "vitest";
import {
  conversationById,
  fileOfMessage,
  htmlOfMessage,
  seeConversation,
} from "#app/models/conversations/conversation.server.ts";
import { answerConversation } from "#app/models/conversations/answering.server.ts";
import {
  conversationLines,
  folderCounts,
  hasInbox,
  openConversations,
} from "#app/models/conversations/inbox.server.ts";
import {
  assignConversation,
  letGo,
  markLetter,
  recordPermission,
  settleConversation,
  takeInConversation,
  unmarkLetter,
} from "#app/models/conversations/handling.server.ts";
import { forgetConversations, repliesHeld } from "#app/models/conversations/retention.server.ts";
import { replySettingsSchema, saveReplySettings } from "#app/models/conversations/settings.server.ts";
import { articleQuoted } from "#app/models/conversations/threading.server.ts";
import { consentOf } from "#app/models/consent/record.server.ts";
import { day } from "#app/models/durations.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";
import { aReply } from "../../support/replies.ts";

let context: TestContext;
let ruth: { id: number; name: string };
let target: { subscriberId: number; editionId: number; letterId: null; listId: number };
let articleId: number;

beforeEach(async () => {
  context = await testContext({ env: { REPLY_ADDRESS: "replies@replies.example.org" } });
  const list = await aBriefing(context);
  ruth = await anEditor(context, "Ruth");
  const ana = await aReader(context, list, "ana@readers.example", "Ana Torres");
  const article = await anArticle(context, { headline: "Ferries learn to dock" });
  articleId = article.id;
  const number = await anIssue(context, list, { articles: [await anArticle(context), article] });
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const edition = await context.db.selectFrom("editions").select("id").executeTakeFirstOrThrow();
  target = { subscriberId: ana.id, editionId: edition.id, letterId: null, listId: list.id };
});

const ana = "Ana Torres <Ana@readers.example>";
const counts = () => folderCounts(context, ruth.id);
const conversation = async (id = 1) => (await conversationById(context, id))!;
const lettersOf = (kind: string) =>
  context.db.selectFrom("letters").selectAll().where("kind", "=", kind).orderBy("id").execute();
const answer = (
  text: string,
  formKey: string,
  more: { asksPermission?: boolean; isDone?: boolean; seen?: number } = {},
) => answerConversation(context, ruth, 1, { text, formKey, asksPermission: false, isDone: false, ...more });

describe("a reader's answer", () => {
  test("stands in one conversation by reader and issue, tied to the article that it quotes", async () => {
    const text = "They do not dock.\r\n\r\nOn 23 Nov 2026, The Briefing wrote:\r\n> Ferries learn\r\n> to dock\r\n";
    await aReply(context, target, { from: ana, text });
    await aReply(context, target, { from: "Ana <ana+news@readers.example>", text: "And another thing." });
    const one = await conversation();
    expect(one).toMatchObject({ isReader: true, issue: { number: 1 }, article: { id: articleId }, apart: null });
    expect(one.messages.map(({ parts }) => parts.map(({ kind }) => kind))).toEqual([["words", "quoted"], ["words"]]);
    expect(await counts()).toEqual({ open: 1, mine: 0, done: 0, apart: 0 });
    const { lines } = await conversationLines(context, ruth.id, { folder: "open", search: "", page: 1, size: 10 });
    expect(lines).toMatchObject([
      { from: "Ana", subject: "Robots learn to pack", isUnread: true, messages: 2, words: "And another thing." },
    ]);
    await seeConversation(context, ruth.id, one);
    const seen = await conversationLines(context, ruth.id, {
      folder: "open",
      search: "ANOTHER ana",
      page: 1,
      size: 10,
    });
    expect(seen).toMatchObject({ total: 1, lines: [{ isUnread: false }] });
    const none = await conversationLines(context, ruth.id, { folder: "open", search: "zeppelin%", page: 1, size: 10 });
    expect(none.total).toBe(0);
  });

  test("is kept once, however often it is understood", async () => {
    await aReply(context, target, { from: ana, text: "Once.", inboundId: 7 });
    expect(await aReply(context, target, { from: ana, text: "Once.", inboundId: 7 })).toBeNull();
    expect((await conversation()).messages).toHaveLength(1);
  });

  test("by somebody else is a conversation of its own, and acts for nobody", async () => {
    await aReply(context, target, { from: ana, text: "Mine." });
    await aReply(context, target, { from: '"Ana Torres" <mallory@evil.example>', text: "Unsubscribe" });
    const strange = await conversation(2);
    expect(strange).toMatchObject({ isReader: false, from: "mallory@evil.example", apart: null });
    expect(strange.messages[0]).toMatchObject({ asksToLeave: null });
    expect(await letGo(context, ruth, 2, strange.messages[0]!.id)).toEqual({ error: "not-the-reader" });
    expect(await markLetter(context, ruth, 2, "Mine.")).toEqual({ error: "not-the-reader" });
    const said = { text: "Yes?", formKey: "k", asksPermission: false, isDone: false };
    expect(await answerConversation(context, ruth, 2, said)).toEqual({ error: "not-the-reader" });
    expect(await repliesHeld(context, target.subscriberId)).toHaveLength(1);
  });

  test("written by a program, taken for spam, or to no signed address stands apart", async () => {
    await aReply(context, target, { from: ana, text: "I am away.", kind: "auto-reply" });
    await aReply(context, target, { from: "b@x.example", text: "Buy.", headers: ["X-Spam-Flag: YES"] });
    await aReply(context, null, { from: "c@x.example", text: "Hello." });
    expect(await counts()).toEqual({ open: 0, mine: 0, done: 0, apart: 3 });
    expect(await answer("Thanks", "k")).toEqual({ error: "machine" });
    await aReply(context, target, { from: ana, text: "Back again: robots do not pack." });
    expect(await counts()).toEqual({ open: 1, mine: 0, done: 0, apart: 2 });
    expect((await conversation()).messages.map(({ kind }) => kind)).toEqual(["auto-reply", "reply"]);
  });

  test("opens a conversation that was done, and an absence note does not", async () => {
    await aReply(context, target, { from: ana, text: "One." });
    await settleConversation(context, ruth, 1, true);
    await aReply(context, target, { from: ana, text: "Away.", headers: ["Auto-Submitted: auto-replied"] });
    expect((await conversation()).state).toBe("done");
    await aReply(context, target, { from: ana, text: "Two." });
    expect((await conversation()).state).toBe("open");
  });
});

describe("an editor's answer", () => {
  test("is queued once for each form, names what it answers, and its own answer comes back by any of three ways", async () => {
    await aReply(context, target, { from: ana, text: "They do not.", headers: ["Message-ID: <a1@readers.example>"] });
    expect(await answer("Thank you.", "form")).toEqual(await answer("Thank you.", "form"));
    const [letter] = await lettersOf("reply-answer");
    expect(await lettersOf("reply-answer")).toHaveLength(1);
    const mine = (await context.db
      .selectFrom("conversation_messages")
      .selectAll()
      .where("direction", "=", "out")
      .executeTakeFirst())!;
    expect(mine.letter_id).toBe(letter!.id);
    const byLetter = { ...target, editionId: null, letterId: letter!.id };
    await aReply(context, byLetter, { from: ana, text: "By the address." });
    await aReply(context, null, { from: ana, text: "By the id.", headers: [`In-Reply-To: ${mine.message_id}`] });
    await aReply(context, target, { from: ana, text: "x", headers: [`References: <0@x.example> ${mine.message_id}`] });
    expect((await conversation()).messages).toHaveLength(5);
    // The id is known to who got the answer: another sender has no part in it.
    await aReply(context, null, {
      from: "m@evil.example",
      text: "Me too.",
      headers: [`In-Reply-To: ${mine.message_id}`],
    });
    expect((await conversation(2)).apart).toBe("stray");
  });

  test("is held back where a colleague has answered since its writer last looked, until they have seen it", async () => {
    await aReply(context, target, { from: ana, text: "They do not." });
    const [seen] = (await conversation()).messages.map(({ id }) => id);
    await answer("Thank you.", "of Ruth", { seen });
    const late = await answer("Thank you so much.", "of Tom", { seen });
    expect(late).toEqual({ error: "answered-meanwhile", by: "Ruth" });
    expect(await answer("Thank you.", "of Ruth", { seen }), "the same form once more").toHaveProperty("answered");
    expect(await lettersOf("reply-answer")).toHaveLength(1);
    const now = (await conversation()).messages.at(-1)!.id;
    expect(await answer("Thank you so much.", "of Tom", { seen: now })).toHaveProperty("answered");
  });

  test("goes to nobody who is suppressed", async () => {
    await aReply(context, target, { from: ana, text: "Hello." });
    await suppress(context, "ana@readers.example", "complaint");
    expect(await answer("Hello.", "form")).toEqual({ error: "suppressed" });
    expect(await answer("  ", "form2")).toEqual({ error: "empty" });
    expect(await lettersOf("reply-answer")).toEqual([]);
  });
});

test("a conversation is given to an editor, who is told, and told again when its reader writes", async () => {
  const tom = await anEditor(context, "Tom");
  await anEditor(context, "Wim", "writer");
  await aReply(context, target, { from: ana, text: "Hello." });
  expect(await assignConversation(context, ruth, 1, tom.id)).toEqual({ done: true });
  expect(await assignConversation(context, ruth, 1, tom.id + 1)).toEqual({ error: "nobody" });
  expect(await folderCounts(context, tom.id)).toMatchObject({ open: 1, mine: 1 });
  await aReply(context, target, { from: ana, text: "Hello?" });
  const told = await context.db
    .selectFrom("notices")
    .select(["kind", "link"])
    .where("kind", "in", ["assigned", "reply"])
    .execute();
  expect(told).toEqual([
    { kind: "assigned", link: "/desk/replies/1" },
    { kind: "reply", link: "/desk/replies/1" },
  ]);
});

test("a letter to the editor is printed after the reader has agreed to its words", async () => {
  await aReply(context, target, { from: ana, text: "Robots do not pack." });
  expect(await recordPermission(context, ruth, 1, "permitted")).toEqual({ error: "not-asked" });
  expect(await markLetter(context, ruth, 1, " ")).toEqual({ error: "no-quote" });
  expect(await markLetter(context, ruth, 1, "Robots do not pack.")).toEqual({ done: true });
  await answer("May we print this?", "form", { asksPermission: true });
  expect((await conversation()).letter).toBe("asked");
  expect(await recordPermission(context, ruth, 1, "permitted")).toEqual({ error: "not-asked" });
  await aReply(context, target, { from: ana, text: "Yes." });
  expect(await recordPermission(context, ruth, 1, "permitted")).toEqual({ done: true });
  const one = await conversation();
  expect(one).toMatchObject({ letter: "permitted", letter_by: "Ruth", letter_answer: one.messages.at(-1)!.id });
  await markLetter(context, ruth, 1, "Robots never pack.");
  expect((await conversation()).letter).toBe("marked");
});

test("who asks in a reply to get no more is let go with one act, which they can take back", async () => {
  await aReply(context, target, { from: ana, text: "Please take me off this list.\r\n> unsubscribe" });
  const [message] = (await conversation()).messages;
  expect(message!.asksToLeave).toBe("Please take me off this list.");
  expect(await letGo(context, ruth, 1, message!.id)).toEqual({ done: true });
  expect(await letGo(context, ruth, 1, message!.id)).toEqual({ error: "gone" });
  const one = await context.db.selectFrom("subscriptions").selectAll().executeTakeFirstOrThrow();
  expect(one).toMatchObject({ status: "ended", ended_by: "mail" });
  expect((await consentOf(context, target.subscriberId)).at(-1)).toMatchObject({ kind: "ended", source: "mail" });
});

test("a copy goes to the newsroom's mailbox of what people wrote, and never of a copy", async () => {
  const own = ["replies@replies.example.org"];
  const loop = await saveReplySettings(
    context,
    "Ruth",
    { copyTo: "replies+x@replies.example.org", keptDays: 365 },
    own,
  );
  expect(loop).toEqual({ error: "loop" });
  await saveReplySettings(context, "Ruth", { copyTo: "letters@paper.example", keptDays: 365 }, own);
  await aReply(context, target, { from: ana, text: "Hello." });
  await aReply(context, target, { from: ana, text: "Away.", kind: "auto-reply" });
  await aReply(context, target, { from: ana, text: "Loop.", headers: ["X-Pressrun-Copy: 1"] });
  await aReply(context, target, { from: ana, text: "Loop.", headers: ["Auto-Submitted: auto-generated"] });
  expect(await lettersOf("reply-copy")).toHaveLength(1);
});

test("what stands apart is forgotten after a month", async () => {
  await aReply(context, target, { from: ana, text: "Away.", kind: "auto-reply" });
  context.later(29 * day);
  expect(await forgetConversations(context, 10)).toBe(0);
  context.later(2 * day);
  expect(await forgetConversations(context, 10)).toBe(1);
});

test("conversations are held of their reader, forgotten after the time of the setting, and erased with the reader", async () => {
  await aReply(context, target, { from: ana, text: "Hello." });
  expect(await repliesHeld(context, target.subscriberId)).toMatchObject([{ by: "you", text: "Hello." }]);
  await saveReplySettings(context, "Ruth", { copyTo: null, keptDays: 90 }, []);
  context.later(89 * day);
  expect(await forgetConversations(context, 10)).toBe(0);
  context.later(2 * day);
  expect(await forgetConversations(context, 10)).toBe(1);
  await aReply(context, target, { from: ana, text: "Again." });
  await erase(context, target.subscriberId, "Ruth");
  for (const table of ["conversations", "conversation_messages", "conversation_files"] as const)
    expect(await context.db.selectFrom(table).selectAll().execute()).toEqual([]);
});

test("the article of a reply is the one quoted, not each of a whole mail", () => {
  const articles = ["one", "two", "three"].map((slug, id) => ({ id, slug, headline: `Headline ${slug}` }));
  expect(articleQuoted(articles, "> Headline\n> two")).toBe(1);
  expect(articleQuoted(articles, "> see https://b.example/articles/three?x")).toBe(2);
  expect(articleQuoted(articles, "> Headline one\n> Headline two")).toBe(1);
  expect(articleQuoted(articles, "> Headline one\n> Headline two\n> Headline three")).toBeNull();
  expect(articleQuoted(articles, "")).toBeNull();
});

test("what stands apart is taken in by an editor, and a mark of a letter is taken away", async () => {
  expect(await openConversations(context)).toBe(0);
  expect(await hasInbox(context)).toBe(true);
  await aReply(context, target, { from: ana, text: "Win.", headers: ["X-Spam-Status: Yes, score=9"] });
  expect(await openConversations(context)).toBe(0);
  await takeInConversation(context, ruth, 1);
  expect(await openConversations(context)).toBe(1);
  await markLetter(context, ruth, 1, "Win.");
  await unmarkLetter(context, ruth, 1);
  expect(await conversation()).toMatchObject({ letter: null, letter_quote: "" });
});

test("HTML and files of a message are had by its own conversation alone", async () => {
  const headers = ["Content-Type: multipart/mixed; boundary=b"];
  const text = `--b\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1,2\r\n--b--`;
  await aReply(context, target, { from: ana, text, headers });
  await aReply(context, target, { from: "m@evil.example", text: "Hi" });
  expect(await htmlOfMessage(context, 1, 1)).toContain("<p>Hi</p>");
  expect(await htmlOfMessage(context, 2, 1)).toBeUndefined();
  expect(await fileOfMessage(context, 1, 1, 0)).toMatchObject({ name: "a.csv", isPicture: false });
  expect(await fileOfMessage(context, 2, 1, 0)).toBeUndefined();
  expect(await fileOfMessage(context, 1, 1, 1)).toBeUndefined();
});

test("settings of replies are an address and a known time", () => {
  expect(replySettingsSchema.parse({ copyTo: " ", keptDays: "365" })).toEqual({ copyTo: null, keptDays: 365 });
  for (const wrong of [
    { copyTo: "no address", keptDays: "365" },
    { copyTo: "", keptDays: "1" },
  ])
    expect(replySettingsSchema.safeParse(wrong).success).toBe(false);
});
