import { beforeEach, describe, expect, test } from "vitest";
import { setCounting } from "#app/models/clicks/counting.server.ts";
import { day, hour } from "#app/models/durations.ts";
import { articleNumbers } from "#app/models/numbers/articleNumbers.server.ts";
import { linesOfArticle, linesOfFeedback } from "#app/models/numbers/articleLines.server.ts";
import { clickedMail } from "#app/models/numbers/clickedMail.server.ts";
import { figureRows } from "#app/models/numbers/figureRows.server.ts";
import { editionsOfIssue } from "#app/models/numbers/issueEditions.server.ts";
import { linesOfIssue } from "#app/models/numbers/issueLines.server.ts";
import { issueNumbers, type IssueNumbers } from "#app/models/numbers/issueNumbers.server.ts";
import { linesAsCsv, linesAsJson } from "#app/models/numbers/numbersLines.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { cancelSend, pauseSend } from "#app/models/sending/pauses.server.ts";
import { runSubjectTests } from "#app/models/sending/subjectTests/decision.server.ts";
import type { Subscriber } from "#app/models/readers/subscribers.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aReadIssue, clicked, left } from "../../support/issueNumbers.ts";
import { aReturn } from "../../support/inbound.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";
import { counted, handOver } from "../../support/numbers.ts";
import { aReply } from "../../support/replies.ts";
import { anIssueToTry, ledgerOf, started } from "../../support/subject-tests.ts";

let context: TestContext;
let list: List;
let readers: Subscriber[];

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  readers = [];
  for (const name of ["ana", "ben", "cem", "dea", "eli"])
    readers.push(await aReader(context, list, `${name}@readers.example`));
});

const id = (who: number) => readers[who]!.id;

async function numbersOf(number: number): Promise<IssueNumbers> {
  const numbers = await issueNumbers(context, number);
  if (!numbers || "state" in numbers) throw new Error("there are none");
  return numbers;
}

describe("an issue without numbers says why", () => {
  test("before its send, and of another program's", async () => {
    const number = await anIssue(context, list);
    expect(await issueNumbers(context, number)).toMatchObject({ state: "unsent", number });
    await context.db.updateTable("issues").set({ elsewhere: "Substack", status: "sent" }).execute();
    expect(await issueNumbers(context, number)).toMatchObject({ state: "elsewhere", program: "Substack" });
    expect(await issueNumbers(context, 99)).toBeUndefined();
  });
});

describe("the large figures of an issue", () => {
  test("have their totals, and are early for an hour", async () => {
    const { number, editionId } = await aReadIssue(context, list);
    await aReply(
      context,
      { subscriberId: id(0), editionId, letterId: null, listId: null },
      { from: "ana@readers.example", text: "Well said." },
    );
    await left(context, list, [id(1)]);
    const { large, isEarly, figures } = await numbersOf(number);
    expect(large).toMatchObject({
      accepted: { count: 5, of: 5 },
      clicked: null,
      replied: { count: 1, of: 5 },
      left: { count: 1, of: 5 },
    });
    expect(figures.left.page).toBe(1);
    expect(isEarly).toBe(true);
    context.later(hour);
    expect((await numbersOf(number)).isEarly).toBe(false);
  });

  test("say why mails are still to come: under way, held for a decision, paused; and the hour begins at the end", async () => {
    const number = await anIssueToTry(context, list, { share: 80 });
    const send = await started(context, number);
    const { editions } = await ledgerOf(context, send);
    expect((await numbersOf(number)).stage).toBe("going-out");
    for (const tried of editions.slice(1)) await handOver(context, tried, ["accepted"]);
    await runSubjectTests(context);
    expect((await numbersOf(number)).stage).toBe("held");
    await pauseSend(context, send, "Ruth", "Wait.");
    expect((await numbersOf(number)).stage).toBe("paused");
    context.later(day);
    await cancelSend(context, send, "Ruth");
    expect(await numbersOf(number)).toMatchObject({ stage: "over", isEarly: true });
  });

  test("stand beside those of the last ten issues of the list, the oldest first", async () => {
    for (let i = 0; i < 12; i += 1) {
      await aReadIssue(context, list, { subject: `Week ${i}` });
      context.later(day);
    }
    const { before } = await numbersOf(12);
    expect(before.map(({ number }) => number)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(before[0]!.figures.accepted).toEqual({ count: 5, of: 5 });
    expect((await numbersOf(1)).before).toEqual([]);
  });

  test("count readers who clicked once, and name what nobody clicked", async () => {
    await setCounting(context, "Ruth", list.id, "clicks", true);
    const { number, editionId } = await aReadIssue(context, list);
    await clicked(context, editionId, [
      [id(0), 1],
      [id(0), 1],
      [id(2), 1],
    ]);
    const { large, clicks } = await numbersOf(number);
    expect(large.clicked).toEqual({ count: 2, of: 5 });
    expect(clicks).toMatchObject({ people: 3, machines: 0, unknown: 0, all: 3, readersWhoClicked: 2, waiting: 0 });
    expect(clicks!.perLink[0]).toMatchObject({ n: 1, people: 3, readers: 2 });
    expect(clicks!.perLink.slice(1).every(({ people }) => people === 0)).toBe(true);
    expect(clicks!.perArticle).toEqual([{ id: 1, headline: "Robots learn to pack", people: 3 }]);
    expect(await clickedMail(context, number)).toContain('aria-label="3 clicks by people"');
  });
});

describe("the rows that a figure is made of", () => {
  test("add up to it, whatever the figure, and name their readers", async () => {
    await setCounting(context, "Ruth", list.id, "clicks", true);
    const { number, editionId } = await aReadIssue(context, list);
    const target = { subscriberId: id(0), editionId, letterId: null, listId: null };
    await aReply(context, target, { from: "ana@readers.example", text: "Well said." });
    await aReply(context, target, { from: "ana@readers.example", text: "Away.", kind: "auto-reply" });
    await aReturn(context, { subscriberId: id(3), editionId, diagnostic: "550 5.1.1 No such user" });
    await clicked(context, editionId, [[id(2), 1]]);
    await left(context, list, [id(1)], "one-click");
    await left(context, list, [id(4)], "complaint");
    expect((await numbersOf(number)).large.left!.count).toBe(1);
    const editions = await editionsOfIssue(context, number);
    const rows = (figure: Parameters<typeof figureRows>[2]) => figureRows(context, editions, figure, 0, 100);
    expect((await rows("accepted")).map(({ reader }) => reader!.email)).toEqual(readers.map(({ email }) => email));
    expect(await rows("replied")).toMatchObject([{ reader: { id: id(0) }, link: "/desk/replies/1" }]);
    expect(await rows("left"), "a complaint is no leaving").toMatchObject([
      { reader: { id: id(1) }, what: "by one click in the mail program · within a day" },
    ]);
    expect(await rows("bounced")).toMatchObject([{ reader: { id: id(3) } }]);
    expect((await rows("clicked"))[0]).toMatchObject({
      reader: { id: id(2) },
      what: expect.stringMatching(/a person’s, very likely: A browser asked for the page/),
    });
    expect(await rows("complained")).toEqual([]);
  });

  test("go on behind the last of a page", async () => {
    const { number } = await aReadIssue(context, list);
    const editions = await editionsOfIssue(context, number);
    const first = await figureRows(context, editions, "accepted", 0, 3);
    const rest = await figureRows(context, editions, "accepted", first.at(-1)!.key, 3);
    expect([...first, ...rest].map(({ reader }) => reader!.id)).toEqual(readers.map(({ id }) => id));
  });
});

describe("numbers as a file", () => {
  test("have every figure that the page shows, and no cell that is a formula", async () => {
    await setCounting(context, "Ruth", list.id, "clicks", true);
    const article = await anArticle(context, { headline: "=HYPERLINK(A1)" });
    const { number, editionId } = await aReadIssue(context, list, { articles: [article] });
    await clicked(context, editionId, [[id(0), 1]]);
    const lines = linesOfIssue(await numbersOf(number));
    const csv = linesAsCsv(lines).split("\r\n");
    expect(csv[0]).toBe("figure,of,detail,count,total,share");
    expect(csv).toContain("Accepted,issue 1,,5,5,1.0000");
    expect(csv).toContain("Clicked,issue 1,,1,5,0.2000");
    expect(csv.some((line) => line.includes(",'=HYPERLINK(A1),"))).toBe(true);
    expect(csv.some((line) => /(^|,)"?[=+@-]/.test(line))).toBe(false);
    expect(JSON.parse(linesAsJson(lines))).toHaveLength(lines.length);
    expect(linesAsCsv([])).toBe("figure,of,detail,count,total,share\r\n");
    expect(JSON.parse(linesAsJson([]))).toEqual([]);
  });
});

describe("a piece", () => {
  test("has its clicks and the replies that quote it, over all issues in which it went out", async () => {
    const article = await anArticle(context, { headline: "A plan for the harbour of Rotterdam" });
    expect(await articleNumbers(context, article.id)).toMatchObject({ runs: [] });
    await aReadIssue(context, list, { articles: [article] });
    context.later(day);
    await setCounting(context, "Ruth", list.id, "clicks", true);
    const { editionId } = await aReadIssue(context, list, { articles: [article] });
    await clicked(context, editionId, [
      [id(0), 1],
      [id(1), 1],
    ]);
    const target = { subscriberId: id(0), editionId, letterId: null, listId: null };
    await aReply(context, target, { from: "ana@readers.example", text: `Yes.\r\n> ${article.headline}\r\n` });
    await counted(context);
    const numbers = (await articleNumbers(context, article.id))!;
    expect(numbers.runs).toMatchObject([
      { number: 1, accepted: 5, clicks: null, replies: 0 },
      { number: 2, accepted: 5, clicks: { people: 2, readers: 2 }, replies: 1 },
    ]);
    expect(linesOfArticle(numbers)).toContainEqual({
      ...{ figure: "Clicks by people", of: "issue 2", detail: "", count: 2, total: 2 },
    });
    const answered = { issue: 2, people: 3, answers: [{ words: "Yes", people: 2 }] };
    expect(linesOfFeedback([answered])).toEqual([
      { figure: "Answered", of: "issue 2", detail: "Yes", count: 2, total: 3 },
    ]);
    expect(await articleNumbers(context, 99)).toBeUndefined();
  });
});
