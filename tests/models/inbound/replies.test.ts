import { beforeEach, expect, test } from "vitest";
import { conversationById } from "#app/models/conversations/conversation.server.ts";
import { day } from "#app/models/durations.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";
import { aMail } from "../../support/replies.ts";

let context: TestContext;
let to: string;

beforeEach(async () => {
  context = await testContext({ env: { REPLY_ADDRESS: "replies@replies.example.org" } });
  const list = await aBriefing(context);
  const ana = await aReader(context, list, "ana@readers.example", "Ana Torres");
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const { id: editionId } = await context.db.selectFrom("editions").select("id").executeTakeFirstOrThrow();
  to = referenceAddress(context, "reply", { editionId }, ana.id, context.clock())!;
});

async function comes(given: { from?: string; text?: string; sentTo?: string; sentFrom?: string; headers?: string[] }) {
  const { from = "Ana <ana@readers.example>", text = "They do not.", sentTo = to, headers = [] } = given;
  const raw = aMail({ from, text, headers });
  const sentFrom = given.sentFrom ?? "ana@readers.example";
  await receiveInbound(context, [{ door: "smtp", provider: null, sentFrom, sentTo: [sentTo], raw }]);
  return workOnInbound(context);
}

test("a mail to a signed address of reply stands in its reader's conversation, once", async () => {
  expect(await comes({})).toEqual({ understood: 1, failed: 0 });
  await comes({});
  await comes({ sentTo: to.toUpperCase(), text: "And once more." });
  const one = (await conversationById(context, 1))!;
  expect(one).toMatchObject({ isReader: true, apart: null, issue: { number: 1 } });
  expect(one.messages).toHaveLength(2);
  const reports = await context.db.selectFrom("inbound_reports").select("act").execute();
  expect(reports).toEqual([{ act: "kept" }, { act: "kept" }]);
});

test("one to a forged address names nobody, and one of a program is nobody's answer", async () => {
  const last = to.indexOf("@") - 1;
  const forged = to.slice(0, last) + (to[last] === "a" ? "b" : "a") + to.slice(last + 1);
  await comes({ sentTo: forged });
  expect(await conversationById(context, 1)).toMatchObject({ reader: null, apart: "stray" });
  await comes({ sentFrom: "", text: "Delivered." });
  expect(await conversationById(context, 2)).toMatchObject({ apart: "auto-reply" });
});

test("a mail to any other address of ours is no answer", async () => {
  await comes({ sentTo: "bounces@bounces.example.org" });
  expect(await conversationById(context, 1)).toBeUndefined();
});

test("a picture that makes an answer large does not keep it from its editor", async () => {
  await comes({ text: `${"They do not. ".repeat(8)}\r\n`.repeat(20_000) });
  expect((await conversationById(context, 1))!.messages).toHaveLength(1);
});

test("an answer of millions of empty lines is read like any other, and its words are kept", async () => {
  await comes({ text: `They do not.${"\n".repeat(3_000_000)}` });
  const one = (await conversationById(context, 1))!;
  expect(one).toMatchObject({ apart: null, reader: { email: "ana@readers.example" } });
  expect(one.messages[0]!.parts).toMatchObject([{ kind: "words", text: "They do not." }]);
});

test("an answer after more than 400 days is shown to editors, and tied to nobody", async () => {
  context.later(401 * day);
  await comes({});
  expect(await conversationById(context, 1)).toMatchObject({ reader: null, apart: "stray", issue: null });
});
