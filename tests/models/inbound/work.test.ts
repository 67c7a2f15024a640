import { beforeEach, expect, test } from "vitest";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { understandAgain, workOnInbound } from "#app/models/inbound/work.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { day, minute } from "#app/models/durations.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { actsOf, aMail, bySubject } from "../../support/inbound.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

const env = { BOUNCE_ADDRESS: "bounces@bounces.example.org", REPLY_ADDRESS: "replies@replies.example.org" };
let context: TestContext;
let list: List;
let ada: number;
let editionId: number;

beforeEach(async () => {
  context = await testContext({ env });
  list = await aBriefing(context);
  ada = (await aReader(context, list, "ada@example.org")).id;
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  editionId = sent.send.editionId;
});

const address = (purpose: "bounce" | "leave" | "reply", reader = ada) =>
  referenceAddress(context, purpose, { editionId }, reader, context.clock())!;
const work = () => workOnInbound(context, undefined, bySubject);
const reports = () =>
  context.db
    .selectFrom("inbound_reports")
    .select(["n", "kind", "matched_by", "edition_id", "subscriber_id", "domain", "act"])
    .orderBy("message_id")
    .orderBy("n")
    .execute();
const states = async () => {
  const rows = await context.db.selectFrom("inbound_messages").select("state").orderBy("id").execute();
  return rows.map(({ state }) => state);
};

test("what comes in is written down whole before it is understood, once however often it is brought (B-09)", async () => {
  const mail = aMail(address("bounce"), "hard");
  expect(await receiveInbound(context, [mail, mail])).toBe(1);
  expect(await receiveInbound(context, [mail])).toBe(0);
  const row = await context.db.selectFrom("inbound_messages").selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({ door: "smtp", sent_from: "", state: "new", size: mail.raw.length, raw: mail.raw });
  expect(JSON.parse(row.sent_to)).toEqual([address("bounce")]);
  expect(await reports()).toEqual([]);
});

test("it is understood once, and acts on the reader whom its reference names", async () => {
  await receiveInbound(context, [aMail(address("bounce"), "hard")]);
  expect(await work()).toEqual({ understood: 1, failed: 0 });
  expect(await work()).toEqual({ understood: 0, failed: 0 });
  const of = { edition_id: editionId, subscriber_id: ada, domain: "example.org" };
  expect(await reports()).toEqual([{ n: 0, kind: "hard", matched_by: "token", ...of, act: "acted" }]);
  expect([await states(), await actsOf(context)]).toEqual([["understood"], [`hard ${ada}`]]);
});

test("the same told a thousand times acts once; a reader may answer twice (8.32)", async () => {
  const bounces = Array.from({ length: 1000 }, (_, i) => aMail(address("bounce"), "hard", { words: String(i) }));
  const answers = ["a", "b"].map((words) => aMail(address("reply"), "reply", { sentFrom: "ada@example.org", words }));
  expect(await receiveInbound(context, [...bounces, ...answers])).toBe(1002);
  await work();
  expect(await actsOf(context)).toEqual([`hard ${ada}`, `reply ${ada}`, `reply ${ada}`]);
  expect((await reports()).filter(({ act }) => act === "repeated")).toHaveLength(999);
});

test("a forged reference is nobody's, an expired one acts on nobody (8.32)", async () => {
  const late = aMail(address("bounce"), "hard", { words: "late" });
  const forged = aMail(address("bounce").replace(/\+be./, "+bez"), "hard");
  const swapped = aMail(address("reply"), "hard");
  context.later(31 * day);
  await receiveInbound(context, [late, forged, swapped]);
  await work();
  expect(await actsOf(context)).toEqual(["hard nobody", "hard nobody"]);
  expect((await reports()).map(({ act, subscriber_id }) => [act, subscriber_id])).toEqual([
    ["expired", null],
    ["acted", null],
    ["acted", null],
  ]);
});

test("a reference counts as of the day when the mail came in, however late it is understood", async () => {
  await receiveInbound(context, [aMail(address("bounce"), "hard")]);
  context.later(40 * day);
  await work();
  expect(await actsOf(context)).toEqual([`hard ${ada}`]);
});

test("a mail to an address to leave is a leave, whoever wrote it; that of a program is none (H-19)", async () => {
  const to = address("leave");
  await receiveInbound(context, [
    aMail(to, "auto-reply", { sentFrom: "ada@example.org" }),
    aMail(to, "unknown"),
    aMail(to, "reply", { sentFrom: "somebody@elsewhere.example" }),
  ]);
  await work();
  expect((await reports()).map(({ kind }) => kind)).toEqual(["auto-reply", "unknown", "leave"]);
  expect((await actsOf(context)).at(-1)).toBe(`leave ${ada}`);
});

test("several things that one message tells stand side by side", async () => {
  const mail = aMail(address("bounce"), "hard", {
    raw: Buffer.from("Subject: delayed, hard, hard\r\n\r\n"),
  });
  await receiveInbound(context, [mail]);
  await work();
  expect((await reports()).map(({ n, kind, act }) => [n, kind, act])).toEqual([
    [0, "delayed", "acted"],
    [1, "hard", "acted"],
    [2, "hard", "repeated"],
  ]);
});

test("understood again by newer rules, only what changed is acted on", async () => {
  await receiveInbound(context, [aMail(address("bounce"), "soft"), aMail(address("bounce"), "delayed")]);
  await work();
  const newer = {
    ...bySubject,
    version: 2,
    understand: async (...given: Parameters<typeof bySubject.understand>) =>
      (await bySubject.understand(...given)).map(({ at, report }) => ({
        at,
        report: { ...report, kind: report.kind === "soft" ? ("hard" as const) : report.kind },
      })),
  };
  expect(await understandAgain(context)).toBe(2);
  expect(await states()).toEqual(["new", "new"]);
  await workOnInbound(context, undefined, newer);
  expect(await actsOf(context)).toEqual([`soft ${ada}`, `delayed ${ada}`, `hard ${ada} instead of soft`]);
  expect((await reports()).map(({ kind }) => kind)).toEqual(["hard", "delayed"]);
  await understandAgain(context);
  await workOnInbound(context, undefined, newer);
  expect(await actsOf(context)).toHaveLength(3);
});

test("of an erased reader nothing is left but that something came back (C-08)", async () => {
  await receiveInbound(context, [aMail(address("bounce"), "hard", { words: "ada@example.org is unknown" })]);
  await work();
  await erase(context, ada, "Ruth");
  expect(await understandAgain(context)).toBe(0);
  expect(await reports()).toMatchObject([{ kind: "hard", edition_id: editionId, domain: null }]);
  const row = await context.db.selectFrom("inbound_messages").select(["raw", "sent_to"]).executeTakeFirstOrThrow();
  expect(row).toEqual({ raw: null, sent_to: "[]" });
  await receiveInbound(context, [aMail(address("bounce"), "soft", { words: "a late one" })]);
  await work();
  expect((await actsOf(context)).at(-1)).toBe("soft nobody");
});

test("what waited or was set apart when its reader was erased leaves nothing either", async () => {
  const answer = aMail(address("reply"), "reply", { sentFrom: "ada@example.org", words: "ada writes" });
  const large = { ...aMail(address("bounce"), "hard", { words: "large" }), size: 2_000_000 };
  await receiveInbound(context, [aMail(address("bounce"), "hard", { words: "ada@example.org" }), answer, large]);
  await erase(context, ada, "Ruth");
  await work();
  const rows = await context.db.selectFrom("inbound_messages").select(["raw", "sent_from", "sent_to"]).execute();
  expect(rows).toEqual(Array.from({ length: 3 }, () => ({ raw: null, sent_from: "", sent_to: "[]" })));
  expect(await context.db.selectFrom("conversation_messages").selectAll().execute()).toEqual([]);
  const told = await context.db.selectFrom("inbound_reports").select(["domain", "evidence"]).execute();
  expect(told).toEqual(told.map(() => ({ domain: null, evidence: "[]" })));
});

test("too large a mail is kept by its beginning and set apart (B-08)", async () => {
  const raw = Buffer.alloc(1_000_001, "x");
  await receiveInbound(context, [{ ...aMail(address("bounce"), "hard"), raw }]);
  expect(await work()).toEqual({ understood: 0, failed: 0 });
  const row = await context.db
    .selectFrom("inbound_messages")
    .select(["state", "size", "raw"])
    .executeTakeFirstOrThrow();
  expect([row.state, row.size, row.raw!.length]).toEqual(["quarantined", 1_000_001, 64_000]);
});

test("what makes us fail is tried three times and set apart, and others do not wait for it", async () => {
  await receiveInbound(context, [aMail(address("bounce"), "hard", { words: "bad" }), aMail(address("bounce"), "soft")]);
  const failing = {
    ...bySubject,
    act: (...given: Parameters<typeof bySubject.act>) =>
      given[1].some(({ report }) => report.kind === "hard") ? Promise.reject(new Error("no")) : bySubject.act(...given),
  };
  const tried = [];
  for (const wait of [0, minute + 1, 10 * minute + 1, day]) {
    context.later(wait);
    tried.push(await workOnInbound(context, undefined, failing));
  }
  expect(tried.map(({ failed }) => failed)).toEqual([1, 1, 1, 0]);
  expect([await states(), await actsOf(context)]).toEqual([
    ["failed", "understood"],
    [`soft ${ada}`, `unknown ${ada}`],
  ]);
  await understandAgain(context);
  await work();
  expect([await states(), (await actsOf(context)).at(-1)]).toEqual([
    ["understood", "understood"],
    `hard ${ada} instead of unknown`,
  ]);
});

test("letters that no database takes are left out of what is kept", async () => {
  const sentTo = [address("bounce"), "a\0b@x.org"];
  await receiveInbound(context, [{ ...aMail(address("bounce"), "hard"), sentFrom: "\0\ud800", sentTo }]);
  const ways = {
    ...bySubject,
    understand: async (...given: Parameters<typeof bySubject.understand>) =>
      (await bySubject.understand(...given)).map(({ at, report }) => ({
        at,
        report: { ...report, diagnostic: `550\0 ${"é".repeat(600)}\ud800`, evidence: ["a\0b", "\udfff"] },
      })),
  };
  expect(await workOnInbound(context, undefined, ways)).toEqual({ understood: 1, failed: 0 });
  expect(await actsOf(context)).toEqual([`hard ${ada}`]);
});
