import { beforeEach, expect, test } from "vitest";
import { inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { manyReaders } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { anIssueToTry, started, subjects } from "../support/subject-tests.ts";

let context: TestContext;
let ruth: AtTheDesk;
let number: number;
let send: Send;

beforeEach(async () => {
  const site = await aSite();
  context = site.context;
  await manyReaders(context, site.list, 40);
  ruth = await atTheDesk(context, "operator");
  number = await anIssueToTry(context, site.list);
});

async function seen(editor: AtTheDesk, path: string): Promise<string> {
  const { status, text } = await editor.see(path);
  expect(status, path).toBe(200);
  return text
    .slice(text.indexOf("<main"), text.indexOf("</main>"))
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

test("the page of an issue on its way shows its subjects, what the rest waits for, and who may choose", async () => {
  send = await started(context, number);
  const page = await seen(ruth, `/desk/issues/${number}`);
  expect(page).toContain("40 of 100 readers get one of 2 subjects first.");
  expect(page).toContain(subjects[1]);
  expect(page).toContain("Stop the test now");
  expect(await seen(await atTheDesk(context, "editor", "Tom"), `/desk/issues/${number}`)).not.toContain(
    "Stop the test now",
  );
  expect(await seen(ruth, "/desk")).toContain("40 of 100 readers get one of 2 subjects first.");
});

test("an operator chooses; a second choice changes nothing", async () => {
  send = await started(context, number);
  expect((await ruth.post(`/desk/issues/${number}/subject`, { choice: "2" })).status).toBe(302);
  expect((await ruth.post(`/desk/issues/${number}/subject`, { choice: "1" })).status).toBe(302);
  expect((await testOfIssue(context, send.id))!.winner).toBe(2);
  const page = await seen(ruth, `/desk/issues/${number}`);
  expect(page).toContain(`The rest gets subject 2, “${subjects[1]}”`);
  expect(page).toContain("Chosen");
});

test("the page before the send says that several subjects are tried, and on whom", async () => {
  const page = await seen(ruth, `/desk/issues/${number}/send`);
  expect(page).toContain(subjects[1]);
  expect(page).toContain(
    "40 of 100 readers get one of these 2 subjects first, by lot; 4 hours after the last of them the others get the one that most of them answer.",
  );
});

test("the page where an issue is composed has its further subjects, and says what can be told with so many readers", async () => {
  const page = await seen(ruth, `/desk/issues/${number}`);
  expect(page).toContain("Subject 2");
  expect(page).toContain("these are too few to tell one subject from another");
  const issue = (await issueByNumber(context, number))!;
  await saveIssue(context, number, issue.version, { ...inputOf(issue), subjectPlan: null });
  expect(await seen(ruth, `/desk/issues/${number}`)).toContain("Try another subject");
});
