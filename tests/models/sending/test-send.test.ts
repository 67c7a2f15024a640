import { beforeEach, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { setDisabled } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { saveTestGroup } from "#app/models/desk/testGroups.server.ts";
import { advanceDatabaseVersion } from "#app/models/instance/homeDatabase.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { wordTestRefusal } from "#app/routes/desk.issues.$number.preview/testRefusals.server.ts";
import { sendTest, sendTests, type TestRefusal } from "#app/models/sending/testSend.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../../support/smtp.ts";

const minute = 60_000;
let farEnd: FarEnd;
let context: TestContext;
let list: List;
let ruth: Editor;
let bo: Editor;
let number: number;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
  [ruth, bo] = [await anEditor(context, "Ruth"), await anEditor(context, "Bo")];
  number = await anIssue(context, list);
});

const tested = (to: string, by: Editor = ruth) => sendTest(context, number, to, by);
const strangers = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `s${from + i}@strangers.example`);
const log = async () =>
  (await recentEvents(context)).map(({ actor, action, detail }) => `${actor}: ${action}, ${detail}`);

test("goes to oneself and to colleagues freely, in any spelling, and the log says so by number", async () => {
  for (let times = 0; times < 12; times += 1) expect(await tested("RUTH@briefing.example")).toHaveProperty("reply");
  for (let times = 0; times < 12; times += 1) expect(await tested(bo.email)).toHaveProperty("reply");
  expect(farEnd.messages).toHaveLength(24);
  const lines = await log();
  expect(lines).toHaveLength(24);
  expect(new Set(lines)).toEqual(
    new Set([`Ruth: test-send, issue ${number} to themselves`, `Ruth: test-send, issue ${number} to editor ${bo.id}`]),
  );
});

test("goes to ten others an hour of one editor, and says when the next may", async () => {
  for (const to of strangers(10)) expect(await tested(to)).toHaveProperty("reply");
  context.later(20 * minute);
  const refused = (await tested("s11@strangers.example")) as TestRefusal;
  expect(refused).toEqual({ error: "too-many", of: "editor", most: 10, minutes: 40 });
  expect(wordTestRefusal(refused)).toBe(
    "You have sent 10 tests to people who do not work here in this hour; the next may go in 40 minutes. To yourself and your colleagues they go freely.",
  );
  expect(await tested(ruth.email)).toHaveProperty("reply");
  expect(await tested("s12@strangers.example", bo)).toHaveProperty("reply");
  context.later(41 * minute);
  expect(await tested("s13@strangers.example")).toHaveProperty("reply");
  expect(farEnd.messages).toHaveLength(13);
});

test("goes to thirty others an hour of all editors together: accounts are easily made", async () => {
  const editors = [ruth, bo, await anEditor(context, "Cai"), await anEditor(context, "Dee")];
  for (const [i, by] of editors.entries()) for (const to of strangers(10, i * 10)) await tested(to, by);
  expect(farEnd.messages).toHaveLength(30);
  expect(await tested("one@strangers.example", editors[3])).toHaveProperty("error");
});

test("of forty strangers at once gets ten, and no address stands in the log", async () => {
  const answers = await Promise.all(strangers(40).map((to) => tested(to)));
  expect(answers.filter((answer) => "reply" in answer)).toHaveLength(10);
  expect(farEnd.messages).toHaveLength(10);
  const lines = await log();
  expect(lines.filter((line) => line === `Ruth: test-send, issue ${number} to somebody else`)).toHaveLength(10);
  expect(lines.filter((line) => line === `Ruth: test-send-refused, issue ${number}: 10 in this hour`)).toHaveLength(1);
  expect(lines.join("\n")).not.toContain("strangers");
});

test("to a reader is noted by the reader's number", async () => {
  const ana = await aReader(context, list, "ana@readers.example");
  await tested("Ana@readers.example");
  expect(await log()).toEqual([`Ruth: test-send, issue ${number} to reader ${ana.id}`]);
});

test("is not sent to whom nobody may write, nor counted", async () => {
  await suppress(context, "gone@readers.example", "complaint");
  expect(await tested("gone@readers.example")).toEqual({ error: "suppressed" });
  expect(farEnd.connections).toBe(0);
  expect(await log()).toEqual([]);
});

test("to somebody who may no longer sign in counts as to anybody else", async () => {
  await setDisabled(context, bo.id, true);
  await tested(bo.email);
  expect(await log()).toEqual([`Ruth: test-send, issue ${number} to somebody else`]);
});

test("leaves no database that was copied or restored, before an operator has claimed it", async () => {
  await advanceDatabaseVersion(context);
  context.config.appUrl = "https://copy.example.org";
  expect(await tested(ruth.email)).toEqual({
    error: "cannot-send",
    why: expect.stringMatching(/Nothing is sent until an operator claims it/),
  });
  expect(farEnd.connections).toBe(0);
  expect(await log()).toEqual([]);
  await claimDatabase(context, "Ruth");
  expect(await tested(ruth.email)).toHaveProperty("reply");
});

test("goes to several addresses and a saved group, to each once, and says of each what became of it", async () => {
  await suppress(context, "gone@readers.example", "complaint");
  const group = await saveTestGroup(context, "Ruth", {
    name: "Phones",
    addresses: "bo@phones.example, s1@strangers.example",
  });
  if ("error" in group) throw new Error(group.error);
  const typed = `${ruth.email}, S1@strangers.example\nnobody@\ngone@readers.example`;
  expect(await sendTests(context, number, { typed, groupId: group.id }, ruth)).toMatchObject([
    { to: ruth.email, reply: expect.any(String) as string },
    { to: "s1@strangers.example", reply: expect.any(String) as string },
    { to: "nobody@", error: "address", fault: { error: "parts" } },
    { to: "gone@readers.example", error: "suppressed" },
    { to: "bo@phones.example", reply: expect.any(String) as string },
  ]);
  expect(farEnd.messages.map(({ raw }) => /^Subject: (.*)/m.exec(String(raw))?.[1])).toEqual(
    Array.from({ length: 3 }, () => "[Test] Robots learn to pack"),
  );
});

test("to several counts each for the hour, and to more than twenty-five at once goes to none", async () => {
  const eleven = await sendTests(context, number, { typed: strangers(11).join(",") }, ruth);
  expect(eleven).toMatchObject([...strangers(10).map((to) => ({ to })), { error: "too-many" }]);
  expect(await sendTests(context, number, { typed: strangers(26).join("\n") }, ruth)).toEqual({
    error: "too-many-addresses",
    most: 25,
  });
  expect(farEnd.messages).toHaveLength(10);
});

test("tries a mail server that is away once, whomever it should go to", async () => {
  await farEnd.close();
  const outcomes = await sendTests(context, number, { typed: `${ruth.email},${bo.email}` }, ruth);
  expect(outcomes).toMatchObject([
    { to: ruth.email, error: "cannot-send" },
    { to: bo.email, error: "cannot-send" },
  ]);
  expect(await log()).toHaveLength(1);
});

test("has links that are nobody's: they lead to a test reader's pages, and a mail program's own button to how to leave", async () => {
  await aReader(context, list, "ana@readers.example");
  await tested("ana@readers.example");
  const raw = String(farEnd.messages[0]!.raw);
  const links = raw
    .replace(/=\r?\n/g, "")
    .match(/https?:\/\/[^\s"'<>)]*\/(?:unsubscribe|one-click|reader|test-mail)[^\s"'<>)]*/g)!;
  const paths = new Set(
    links.map((link) => new URL(link).pathname.replace(/test-mail\/[\w-]{38,}/, "test-mail/TOKEN")),
  );
  expect(paths).toEqual(new Set(["/unsubscribe", "/test-mail/TOKEN", "/test-mail/TOKEN/leave"]));
});
