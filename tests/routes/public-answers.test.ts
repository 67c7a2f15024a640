import { beforeEach, describe, expect, test } from "vitest";
import { issueFeedback } from "#app/models/feedback/results.server.ts";
import { testPageUrls } from "#app/models/readers/testPages.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { anAskingIssue, aPoll } from "../support/asking.ts";
import { ask, post } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { aSite, everythingIn } from "../support/site.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;

beforeEach(async () => void ({ context, list } = await aSite()));

const button = (answer: number, remark = "") => ({ do: "answer", answer: String(answer), remark });
const people = async (number: number) =>
  (await issueFeedback(context, number)).map(({ answers }) => answers.map((one) => one.people));

describe("the page of a question", () => {
  test("shows the answer of the link and a button, and counts nothing by being opened (H-08, C-21)", async () => {
    const { tokens } = await anAskingIssue(context, list);
    const before = await everythingIn(context);
    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      const answer = await ask(context, `/answer/${tokens.ana}/1/1`, {
        method,
        headers: { "Sec-Purpose": "prefetch" },
      });
      if (method !== "GET") continue;
      expect(answer.status).toBe(200);
      expect(answer.headers["cache-control"]).toContain("no-store");
      expect(answer.headers["referrer-policy"]).toBe("same-origin");
      for (const words of ["Was this useful?", "Robots learn to pack", "noindex", "Send my answer"])
        expect(answer.text).toContain(words);
      expect(answer.text).toMatch(/<input type="radio"[^>]*id="answer-1"[^>]*checked/);
      expect(answer.text).not.toMatch(/id="answer-2"[^>]*checked/);
    }
    expect(await everythingIn(context)).toBe(before);
  });

  test("takes the answer by its button, and another one in its place", async () => {
    const { number, tokens } = await anAskingIssue(context, list);
    const path = `/answer/${tokens.ana}/1/1`;
    const first = await post(context, path, button(1, "Clear."));
    expect([first.status, first.text.includes("Your answer counts")]).toEqual([200, true]);
    expect(await people(number)).toEqual([[1, 0]]);
    const again = await ask(context, path);
    expect(again.text).toContain("This link has answered already");
    // Who has the mail from somebody else does not read what they wrote.
    expect(again.text).not.toContain("Clear.");
    await post(context, path, button(2));
    expect(await people(number)).toEqual([[0, 1]]);
  });

  test("without the button's field, or without an answer, it counts nothing", async () => {
    const { tokens } = await anAskingIssue(context, list);
    const before = await everythingIn(context);
    const path = `/answer/${tokens.ana}/1/1`;
    expect((await post(context, path, { answer: "1" })).status).toBe(400);
    const none = await post(context, path, { do: "answer" });
    expect([none.status, none.text.includes("Choose one of the answers.")]).toEqual([400, true]);
    expect(
      (await post(context, path, button(1), { Origin: "https://elsewhere.example", "Sec-Fetch-Site": "cross-site" }))
        .status,
    ).toBe(403);
    expect(await everythingIn(context)).toBe(before);
  });

  test("of any other link says that it does not work, and takes nothing (H-12)", async () => {
    const { tokens } = await anAskingIssue(context, list);
    const before = await everythingIn(context);
    for (const path of [
      `/answer/${tokens.ana.slice(1)}/1/1`,
      `/answer/${tokens.ana}/9/1`,
      `/answer/${tokens.ana}/x/1`,
    ]) {
      expect((await ask(context, path)).status).toBe(404);
      expect((await post(context, path, button(1))).status).toBe(409);
    }
    expect(await everythingIn(context)).toBe(before);
  });

  test("of the copy in the archive says who can answer", async () => {
    await anAskingIssue(context, list);
    const before = await everythingIn(context);
    const page = await ask(context, "/answer/web/1/1");
    expect([page.status, page.text.includes("Only the mail can answer")]).toEqual([200, true]);
    expect((await post(context, "/answer/web/1/1", button(1))).status).toBe(409);
    const mail = await ask(context, "/issues/1/mail");
    expect(mail.text).toContain("/answer/web/1/1");
    expect(await everythingIn(context)).toBe(before);
  });

  test("of a test mail shows that it is one, and takes nothing", async () => {
    const path = new URL(testPageUrls(context, list.id, context.clock()).answers).pathname;
    const page = await ask(context, `${path}/1/1`);
    expect([page.status, page.text.includes("Here readers answer by one press of a button.")]).toEqual([200, true]);
    expect((await post(context, `${path}/1/1`, button(1))).status).toBe(303);
  });
});

describe("a poll", () => {
  test("shows its results to who has answered, and to everybody once it has closed: on the issue's page and in its feeds", async () => {
    const { tokens } = await anAskingIssue(context, list, { asks: "nothing", polls: [aPoll()] });
    const path = `/answer/${tokens.ana}/1/2`;
    expect((await ask(context, path)).text).not.toContain("What readers answered");
    const answered = await post(context, path, button(2));
    expect(answered.text).toContain("What readers answered");
    expect(answered.text).toContain("1 person");
    const issue = await ask(context, "/issues/1");
    expect(issue.text).toContain("Readers of the mail are asked, until");
    expect(issue.text).not.toContain("/answer/");
    expect(issue.text).not.toContain("What readers answered");
    expect((await ask(context, "/issues/feed.xml")).text).toContain("Where do robots help most?");

    context.later(8 * day);
    await context.db.updateTable("asked_questions").set({ closed_at: context.clock() }).execute();
    expect((await ask(context, path)).text).toContain("This question has closed");
    expect((await post(context, path, button(1))).status).toBe(409);
    const later = await ask(context, "/issues/1");
    expect(later.text).toContain("What readers answered");
    const feed = await ask(context, "/issues/feed.xml");
    expect(feed.text).toContain("In the yard (1 person)");
  });

  test("keeps its results at the desk where the editor shows them to nobody", async () => {
    const { tokens } = await anAskingIssue(context, list, { asks: "nothing", polls: [aPoll({ shown: false })] });
    const answered = await post(context, `/answer/${tokens.ana}/1/2`, button(2));
    expect(answered.text).toContain("Your answer counts");
    expect(answered.text).not.toContain("What readers answered");
    context.later(8 * day);
    expect((await ask(context, "/issues/1")).text).not.toContain("What readers answered");
  });
});
