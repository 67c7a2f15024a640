import { beforeEach, describe, expect, test } from "vitest";
import { digestsOfSubscriber } from "#app/models/deliveries/deliveryLines.server.ts";
import { dueAfter } from "#app/models/deliveries/due.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { digestById, digestEdition, runDigests } from "#app/models/digests/digests.server.ts";
import { digestLines, nextDigest } from "#app/models/digests/overview.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { aReaderWho, chooseFor } from "../../support/choices.ts";
import { monday, testContext, type TestContext } from "../../support/context.ts";
import { claim } from "../../support/ledger.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";

const day = 24 * 3_600_000;
/** 1 December 2026, 09:00 in Amsterdam. */
const december = Date.UTC(2026, 11, 1, 8);
let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  // Somebody who gets single issues, so that those can be sent.
  await aReader(context, list, "ana@example.org");
});

async function send(subject: string, ...topics: string[][]): Promise<void> {
  const articles = [];
  for (const names of topics)
    articles.push(await anArticle(context, { headline: `${subject} ${names}`, topics: names }));
  const sent = await sendIssue(context, await anIssue(context, list, { subject, articles }), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
}

const turnTo = (moment: number) => context.later(moment - context.clock());

async function digests() {
  return context.db.selectFrom("digests").selectAll().orderBy("id").execute();
}

async function readers(): Promise<string[]> {
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("editions", "editions.id", "edition_id")
    .innerJoin("subscribers", "subscribers.id", "subscriber_id")
    .select("email")
    .where("digest_id", "is not", null)
    .orderBy("email")
    .execute();
  return rows.map(({ email }) => email);
}

/** What the desk says, but for how the issues go. */
const said = async () => (await openNotices(context)).filter(({ kind }) => !kind.startsWith("send-"));

describe("the monthly digest", () => {
  test("goes on the first of the month at nine to who wants it, and to nobody else", async () => {
    await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
    await aReaderWho(context, list, "eve@example.org", { frequency: "monthly", pausedUntil: december + day });
    await aReaderWho(context, list, "kim@example.org", { frequency: "monthly", topics: ["law"] });
    await aReaderWho(context, list, "lou@example.org", { frequency: "monthly" });
    await suppress(context, "lou@example.org", "complaint");
    const max = await aReaderWho(context, list, "max@example.org", { frequency: "monthly" });
    await endSubscription(context, max.id, list.id, "page");
    await send("Robots", ["Automation"]);
    turnTo(december - 1);
    await runDigests(context);
    expect(await digests()).toEqual([]);
    turnTo(december);
    await runDigests(context);
    expect(await digests()).toMatchObject([{ month: "2026-11", status: "sending", due_at: december }]);
    expect(await readers()).toEqual(["bob@example.org", "kim@example.org"]);
  });

  test("has the month's issues in their order with the headlines of their articles, frozen", async () => {
    await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
    await send("Robots", ["Automation"], ["Law", "Markets"]);
    context.later(day);
    await send("Rules", []);
    turnTo(december);
    await runDigests(context);
    const [row] = await digests();
    await context.db.updateTable("articles").set({ headline: "Changed" }).execute();
    const { editionId } = (await digestById(context, row!.id))!;
    const { content } = await digestEdition(context, editionId!);
    expect(content).toMatchObject({
      month: "2026-11",
      briefing: { url: "https://briefing.example.org", language: "en" },
      issues: [
        {
          number: 1,
          subject: "Robots",
          date: monday,
          url: "https://briefing.example.org/issues/1",
          articles: [{ headline: "Robots Automation", topics: ["automation"] }, { topics: ["law", "markets"] }],
        },
        { number: 2, subject: "Rules" },
      ],
    });
  });

  test("leaves out who would find nothing in it: a reader of topics that no article had", async () => {
    await anArticle(context, { topics: ["Health"] });
    await aReaderWho(context, list, "bob@example.org", { frequency: "monthly", topics: ["health"] });
    await aReaderWho(context, list, "eve@example.org", { frequency: "monthly", topics: ["health", "law"] });
    await send("Rules", ["Law"]);
    await aReaderWho(context, list, "kim@example.org", { frequency: "monthly", topics: ["law"] });
    turnTo(december);
    await chooseFor(context, list, (await idOf("eve@example.org"))!, { topics: ["health", "law"] });
    await runDigests(context);
    expect(await readers()).toEqual(["eve@example.org", "kim@example.org"]);
  });

  test("is of one list and one month, and another list has its own", async () => {
    const made = await createList(context, { slug: "europe", name: "Europe" });
    if ("error" in made) throw new Error(made.error);
    await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
    await aReaderWho(context, made.list, "bob@example.org", { frequency: "monthly" });
    await send("Robots", []);
    turnTo(december);
    await runDigests(context);
    expect(await digests()).toMatchObject([
      { list_id: list.id, status: "sending" },
      { list_id: made.list.id, status: "empty", detail: "No issue went out in that month." },
    ]);
    expect(await readers()).toEqual(["bob@example.org"]);
    turnTo(Date.UTC(2027, 0, 1, 8));
    await runDigests(context);
    expect((await digests()).slice(2)).toMatchObject([
      { month: "2026-12", status: "empty" },
      { month: "2026-12", status: "empty" },
    ]);
  });
});

describe("exactly once for a list and a month", () => {
  beforeEach(async () => {
    await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
    await send("Robots", []);
  });

  test("whatever processes ask, at once or again, a restart between them", async () => {
    turnTo(december + 3 * day);
    await Promise.all([runDigests(context), runDigests(context), runDigests(context)]);
    context.later(day);
    await runDigests(context);
    expect(await digests()).toHaveLength(1);
    expect(await readers()).toEqual(["bob@example.org"]);
  });

  test("a process that ends in the middle leaves nothing behind, and the next one does it all", async () => {
    turnTo(december);
    const failing = { ...context, db: brokenAt(context, "deliveries") };
    await expect(runDigests(failing)).rejects.toThrow("the process ended here");
    expect(await digests()).toEqual([]);
    expect(await readers()).toEqual([]);
    await runDigests(context);
    expect(await digests()).toHaveLength(1);
    expect(await readers()).toEqual(["bob@example.org"]);
  });

  test("when the clock jumps forward and back again", async () => {
    turnTo(december);
    await runDigests(context);
    turnTo(monday);
    await runDigests(context);
    turnTo(december);
    await runDigests(context);
    expect(await readers()).toEqual(["bob@example.org"]);
  });

  test("a month behind one that is dealt with does not go out any more, and the desk says so", async () => {
    turnTo(Date.UTC(2027, 0, 1, 8));
    await context.db.updateTable("lists").set({ created_at: 0 }).execute();
    await runDigests(context);
    expect(await digests()).toMatchObject([{ month: "2026-12", status: "empty" }]);
    turnTo(december);
    await runDigests(context);
    expect((await digests())[1]).toMatchObject({ month: "2026-11", status: "missed" });
    expect((await openNotices(context))[0]).toMatchObject({ kind: "digest-missed", text: /A clock went back/ });
    expect(await readers()).toEqual([]);
  });

  test("missed for less than a week it still goes; later it is missed, and the desk says so once", async () => {
    turnTo(december + 7 * day);
    const late = { ...context, clock: () => december + 7 * day + 1 };
    await runDigests(late);
    await runDigests(late);
    expect(await digests()).toMatchObject([{ status: "missed" }]);
    expect(await readers()).toEqual([]);
    expect(await said()).toMatchObject([{ kind: "digest-missed", link: "/desk/schedule#digests" }]);
    await context.db.deleteFrom("digests").execute();
    await runDigests(context);
    expect(await readers()).toEqual(["bob@example.org"]);
  });

  test("nothing was missed where there was nothing to send or nobody to send it to", async () => {
    await chooseFor(context, list, (await idOf("bob@example.org"))!, { frequency: "every" });
    turnTo(december + 20 * day);
    await runDigests(context);
    expect(await digests()).toMatchObject([{ status: "empty" }]);
    expect(await said()).toEqual([]);
  });
});

describe("who chooses otherwise before their copy leaves", () => {
  test("is withdrawn: left, paused, suppressed, or back to single issues (H-14)", async () => {
    const readers = [];
    for (const name of ["bob", "eve", "kim", "lou", "max"])
      readers.push(await aReaderWho(context, list, `${name}@example.org`, { frequency: "monthly" }));
    await send("Robots", []);
    turnTo(december);
    await runDigests(context);
    const [digest] = await sendsUnderWay(context).then((sends) => sends.filter(({ kind }) => kind === "digest"));
    await endSubscription(context, readers[0]!.id, list.id, "page");
    await chooseFor(context, list, readers[1]!.id, { pausedUntil: december + day });
    await chooseFor(context, list, readers[2]!.id, { frequency: "every" });
    await suppress(context, "lou@example.org", "complaint");
    const due = await dueAfter(context, digest!.editionId, null, { rank: 0, of: 1 }, 10);
    const ids = due.map(({ subscriberId }) => subscriberId);
    expect(due).toHaveLength(5);
    const claimed = await claim(context, "sender", digest!, ids);
    expect(claimed.map(({ email }) => email)).toEqual(["max@example.org"]);
    expect(await claim(context, "other", digest!, ids)).toEqual([]);
    expect((await digestLines(context))[0]).toMatchObject({ counts: { sending: 1, withdrawn: 4 } });
    expect(await digestsOfSubscriber(context, readers[1]!.id)).toMatchObject([
      { month: "November 2026", list: "The Robotics Briefing", status: "withdrawn" },
    ]);
  });
});

test("the desk says when the next one comes and for how many", async () => {
  await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
  expect(await nextDigest(context)).toEqual({
    month: "November 2026",
    at: "Tuesday 1 December 2026, 09:00",
    lists: [{ name: "The Robotics Briefing", monthly: 1 }],
  });
});

async function idOf(email: string): Promise<number | undefined> {
  const row = await context.db.selectFrom("subscribers").select("id").where("email", "=", email).executeTakeFirst();
  return row?.id;
}

/** A database on which writing into a table fails, as when the process ends there. */
function brokenAt(context: TestContext, table: string): TestContext["db"] {
  return context.db.withPlugin({
    transformQuery: ({ node }) => {
      const into = node.kind === "InsertQueryNode" && node.into?.table.identifier.name;
      if (into === table) throw new Error("the process ended here");
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
}
