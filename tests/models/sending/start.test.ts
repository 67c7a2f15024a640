import { beforeEach, describe, expect, test } from "vitest";
import { articleById, articleSchema, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { briefingSchema, getBriefing, saveBriefing, type Briefing } from "#app/models/briefing.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { editionByNumber } from "#app/models/issues/editions.server.ts";
import { shownFaults, wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { createIssue, inputOf, issueByNumber, saveIssue, type Issue } from "#app/models/issues/issues.server.ts";
import { issueFaults, renderIssue } from "#app/models/issues/rendering.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { sectionsOf } from "#app/models/sections.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendTest } from "#app/models/sending/testSend.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aLane } from "../../support/lane.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf, manyReaders } from "../../support/newsroom.ts";
import { startFarEnd } from "../../support/smtp.ts";

let context: TestContext;
let list: List;
const ruth = { id: 1, name: "Ruth" };

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

async function rowsOfTheSend() {
  const tables = ["editions", "deliveries", "audit_events"] as const;
  const rows = await Promise.all(tables.map((table) => context.db.selectFrom(table).selectAll().execute()));
  return Object.fromEntries(tables.map((table, i) => [table, rows[i]!.length]));
}
const nothing = { editions: 0, deliveries: 0, audit_events: 0 };

describe("what stands in the way of sending", () => {
  async function faults(issueChange: Partial<Issue> = {}, briefingChange: Partial<Briefing> = {}, audience = 1) {
    const number = await anIssue(context, list);
    const briefing = { ...(await getBriefing(context))!, ...briefingChange };
    return issueFaults(briefing, { ...(await issueByNumber(context, number))!, ...issueChange }, audience);
  }

  test("is nothing in a whole issue", async () => {
    expect(await faults()).toEqual([]);
  });

  test("is said in words, with the part it is about", async () => {
    const [article] = (await issueByNumber(context, await anIssue(context, list)))!.articles;
    const picture = { id: 1, path: "/images/x.jpg", width: 10, height: 10 };
    const undescribed = [{ ...article!, image: picture, imageAlt: "" }];
    const cases: [Awaited<ReturnType<typeof faults>>, string, RegExp][] = [
      [await faults({ sections: sectionsOf({}) }), "articles", /no articles yet/],
      [await faults({ articles: undescribed }), "articles", /picture of “Robots learn to pack” has no description/],
      [await faults({ subject: "" }), "subject", /no subject/],
      [await faults({ subject: "Re: robots" }), "subject", /like an answer/],
      [await faults({ subject: "FWD: robots" }), "subject", /like an answer/],
      [await faults({}, { postalAddress: "  " }), "settings", /no postal address/],
      [await faults({}, { fromAddress: "robots@gmail.com" }), "settings", /mail provider/],
      [await faults({}, {}, 0), "list", /Nobody would get it: “The Robotics Briefing” has no active readers/],
    ];
    for (const [found, about, words] of cases) {
      expect(found).toHaveLength(1);
      expect(shownFaults(found)).toEqual([{ about, message: expect.stringMatching(words) as string }]);
    }
  });

  test("is said all at once, and nothing is begun", async () => {
    const number = await createIssue(context, list.id);
    const sent = await sendIssue(context, number, "Ruth");
    expect("faults" in sent && sent.faults.map(({ error }) => error)).toEqual([
      ...["no-articles", "no-subject", "no-readers"],
    ]);
    expect(await rowsOfTheSend()).toEqual(nothing);
    expect((await issueByNumber(context, number))!.status).toBe("draft");
  });

  test("is a mail that Gmail would cut off, until its articles are shown as summaries (E-10, row 25)", async () => {
    await aReader(context, list, "ana@readers.example");
    const long = await anArticle(context, { body: bodyOf("A long line about robots. ".repeat(5000)) });
    const number = await createIssue(context, list.id, {
      subject: "Robots",
      articles: [{ id: long.id, display: "full" }],
    });
    const sent = await sendIssue(context, number, "Ruth");
    expect("faults" in sent && sent.faults[0]).toMatchObject({ error: "too-large" });
    expect("faults" in sent && wordIssueFault(sent.faults[0]!)).toMatch(/\d+ KB; Gmail cuts mails off at 102 KB/);
    const issue = (await issueByNumber(context, number))!;
    const articles = [{ id: long.id, display: "summary" as const }];
    await saveIssue(context, number, 1, { ...inputOf(issue), sections: sectionsOf({ articles }) });
    expect(await sendIssue(context, number, "Ruth")).not.toHaveProperty("error");
  });

  test("an issue that is not there, and a briefing that is not set up", async () => {
    expect(await sendIssue(context, 77, "Ruth")).toEqual({ error: "not-found" });
    expect(await sendIssue(await testContext(), 1, "Ruth")).toEqual({ error: "not-set-up" });
  });
});

describe("an issue is sent once", () => {
  test("by however many at the same moment: one edition, one delivery a reader, one entry (T-16)", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssue(context, list);
    const editors = ["Ana", "Bo", "Cai", "Dee", "Eli"];
    const answers = await Promise.all(editors.map((editor) => sendIssue(context, number, editor)));
    expect(answers.filter((answer) => "counts" in answer)).toHaveLength(1);
    expect(answers.filter((answer) => "error" in answer && answer.error === "already-sent")).toHaveLength(4);
    expect(await rowsOfTheSend()).toEqual({ editions: 1, deliveries: 40, audit_events: 1 });
  });

  test("and sent again it is only said that it was", async () => {
    await aReader(context, list, "ana@readers.example");
    const number = await anIssue(context, list);
    await sendIssue(context, number, "Ruth");
    await aReader(context, list, "late@readers.example");
    expect(await sendIssue(context, number, "Tom")).toEqual({ error: "already-sent" });
    expect(await rowsOfTheSend()).toEqual({ editions: 1, deliveries: 1, audit_events: 1 });
  });

  test("to the active readers of its list and to nobody else", async () => {
    const created = await createList(context, { slug: "europe", name: "Europe" });
    if ("error" in created) throw new Error(created.error);
    await aReader(context, list, "ana@readers.example");
    const left = await aReader(context, list, "left@readers.example");
    await endSubscription(context, left.id, list.id, "page");
    await aReader(context, list, "bounced@readers.example");
    await suppress(context, "bounced@readers.example", "hard bounce");
    await aReader(context, created.list, "elsewhere@readers.example");
    await signUp(context, { email: "asks@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    expect(sent).toMatchObject({ counts: { total: 1, queued: 1 } });
  });

  test("and the log says who sent what to how many (S-16)", async () => {
    await manyReaders(context, list, 3);
    await sendIssue(context, await anIssue(context, list), "Ruth");
    expect(await recentEvents(context)).toMatchObject([
      { at: context.clock(), actor: "Ruth", action: "send", detail: "issue 1 to 3 readers of weekly" },
    ]);
  });
});

describe("only what was looked at is sent", () => {
  const change = {
    "its subject": async (number: number) => {
      const issue = (await issueByNumber(context, number))!;
      await saveIssue(context, number, issue.version, { ...inputOf(issue), subject: "Another" });
    },
    "an article": async (number: number) => {
      const [{ id, version }] = (await issueByNumber(context, number))!.articles as [Issue["articles"][0]];
      const input = articleSchema.parse({ headline: "Robots unlearn", body: bodyOf("Nothing.") });
      await saveArticle(context, id, version, input);
    },
    "the settings": async () => {
      const briefing = (await getBriefing(context))!;
      const typed = { ...briefing, replyTo: undefined, fromName: "Somebody else" };
      await saveBriefing(context, briefingSchema.parse(typed));
    },
  };

  test.each(Object.keys(change) as (keyof typeof change)[])("not when %s was changed meanwhile", async (what) => {
    await aReader(context, list, "ana@readers.example");
    const number = await anIssue(context, list);
    const shown = await renderIssue(context, number);
    if ("error" in shown) throw new Error(shown.error);
    await change[what](number);
    expect(await sendIssue(context, number, "Ruth", shown.fingerprint)).toEqual({ error: "changed-meanwhile" });
    expect(await rowsOfTheSend()).toEqual(nothing);
    expect((await issueByNumber(context, number))!.status).toBe("draft");
    const again = await renderIssue(context, number);
    expect(await sendIssue(context, number, "Ruth", "fingerprint" in again ? again.fingerprint : "")).toHaveProperty(
      "counts",
    );
  });

  test("whoever saves while it is being sent: what is frozen is what the issue says", async () => {
    await aReader(context, list, "ana@readers.example");
    const seen = new Set<string>();
    for (let round = 0; round < 8; round += 1) {
      const number = await anIssue(context, list, { subject: "Before" });
      const [sent] = await Promise.all([sendIssue(context, number, "Ruth"), change["its subject"](number)]);
      const [edition, issue] = [await editionByNumber(context, number), await issueByNumber(context, number)];
      seen.add("error" in sent ? sent.error : "sent");
      if ("error" in sent) expect([sent.error, edition]).toEqual(["changed-meanwhile", undefined]);
      else expect(edition!.subject).toBe(issue!.subject);
    }
    expect([...seen].every((answer) => ["sent", "changed-meanwhile"].includes(answer))).toBe(true);
  });
});

describe("what goes on the site", () => {
  test("the issue's drafts, at that moment; what was there keeps its date", async () => {
    await aReader(context, list, "ana@readers.example");
    const [old, draft, other] = [await anArticle(context), await anArticle(context), await anArticle(context)];
    await setPublished(context, old.id, true);
    const publishedAt = context.clock();
    context.later(60_000);
    await sendIssue(context, await anIssue(context, list, { articles: [old, draft] }), "Ruth");
    expect((await articleById(context, old.id))!.publishedAt).toBe(publishedAt);
    expect((await articleById(context, draft.id))!.publishedAt).toBe(context.clock());
    expect((await articleById(context, other.id))!.publishedAt).toBeNull();
  });

  test("nothing, when the issue does not go out", async () => {
    const draft = await anArticle(context);
    await sendIssue(context, await anIssue(context, list, { articles: [draft] }), "Ruth");
    expect((await articleById(context, draft.id))!.publishedAt).toBeNull();
  });
});

describe("a subject on the wire (row 19)", () => {
  const subjects = [
    "🤖🦾🤖",
    "روبوت يتعلم التعبئة",
    "=?utf-8?q?x?=",
    "Robots, “pack”; <b>and</b> sort",
    "é".repeat(80),
  ];

  test.each(subjects)("%s arrives as it was typed, in one header", async (subject) => {
    const farEnd = await startFarEnd();
    context = await testContext({ smtpUrl: farEnd.url });
    list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    const sent = await sendIssue(context, await anIssue(context, list, { subject }), "Ruth");
    const lane = await aLane(context);
    while (await deliverNext(context, lane));
    closeConnection(lane);
    if ("error" in sent) throw new Error(sent.error);
    expect(await countDeliveries(context, sent.send.editionId)).toMatchObject({ accepted: 1, total: 1 });
    const [mail] = await farEnd.parsed();
    expect(mail!.subject).toBe(subject);
    const names = mail!.headerLines.map(({ key }) => key);
    expect(names.filter((name) => name === "subject")).toHaveLength(1);
    expect(names).not.toContain("bcc");
  });
});

test("a subject that no header can hold is a fault, of the issue and of a test (row 19)", async () => {
  await aReader(context, list, "ana@readers.example");
  const number = await anIssue(context, list, { subject: "機".repeat(200) });
  const sent = await sendIssue(context, number, "Ruth");
  const why = "The subject is too long for a mail header.";
  expect("faults" in sent && sent.faults).toEqual([{ error: "unfit-subject", why }]);
  expect(await sendTest(context, number, "ruth@briefing.example", ruth)).toEqual({
    error: "cannot-send",
    why,
  });
});

describe("a test", () => {
  test("goes to one address, says what the server said, and counts for nobody", async () => {
    const farEnd = await startFarEnd();
    context = await testContext({ smtpUrl: farEnd.url });
    list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    const number = await anIssue(context, list);
    expect(await sendTest(context, number, " Ruth@Briefing.example ", ruth)).toEqual({
      reply: expect.stringMatching(/^250 /) as string,
    });
    expect(farEnd.messages.map(({ envelope }) => envelope.to)).toEqual([["Ruth@briefing.example"]]);
    const [mail] = await farEnd.parsed();
    expect(mail!.subject).toBe("[Test] Robots learn to pack");
    expect(await rowsOfTheSend()).toEqual({ ...nothing, audit_events: 1 });
    expect((await issueByNumber(context, number))!.status).toBe("draft");
  });

  test("tells a wrong address from a server that refuses and one that is not there (row 2, row 36)", async () => {
    const farEnd = await startFarEnd({ rcpt: () => "550 5.1.1 No such user here" });
    context = await testContext({ smtpUrl: farEnd.url });
    list = await aBriefing(context);
    const number = await anIssue(context, list);
    for (const typed of ["", "nobody", "a@x.org, b@y.org", "a@x.org\r\nRCPT TO:<b@y.org>"])
      expect(await sendTest(context, number, typed, ruth)).toMatchObject({ error: "address" });
    expect(farEnd.connections).toBe(0);
    expect(await sendTest(context, number, "ana@readers.example", ruth)).toEqual({
      error: "server-refused",
      answer: "550 5.1.1 No such user here",
    });
    await farEnd.close();
    expect(await sendTest(context, number, "ana@readers.example", ruth)).toEqual({
      error: "cannot-send",
      why: expect.stringContaining("cannot be reached") as string,
    });
  });
});
