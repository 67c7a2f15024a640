import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { cancelSend } from "#app/models/sending/pauses.server.ts";
import { runSubjectTests } from "#app/models/sending/subjectTests/decision.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { lendPage } from "../support/lent-pages.ts";
import { manyReaders } from "../support/newsroom.ts";
import { isLive, saved } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";
import { aSlot, hour } from "../support/slots.ts";
import { anIssueToTry, answered, ledgerOf, started, subjects } from "../support/subject-tests.ts";

let context: TestContext;
let list: List;
let ines: Editor;
/** An issue that is written, one that waits for somebody's choice, one that was decided, and one that was cancelled. */
let issues: { written: number; toChoose: number; decided: number; cancelled: number };

beforeAll(async () => {
  ({ context, list } = await aSite());
  await manyReaders(context, list, 400);
  await aSlot(context, list, { weekday: "3", time: "07:00" });
  ines = await anEditor(context, "Ines Halloran", "operator");
  const others = [
    subjects[1]!,
    "الروبوتات تتعلم التعبئة",
    "A subject of so many words that no narrow page can show it in one line",
  ];
  const decided = await tried({ others, share: 80 }, [0, 3, 40, 6]);
  await runSubjectTests(context);
  const toChoose = await tried({ others: others.slice(0, 2), decides: "hand", share: 80 }, [1, 2, 3]);
  const cancelled = await anIssueToTry(context, list);
  await cancelSend(context, await started(context, cancelled), "Ruth");
  issues = { decided, toChoose, cancelled, written: await anIssueToTry(context, list, { others }) };
  await launchBrowser();
});

/** An issue whose tried part was accepted and answered by so many, hours ago. */
async function tried(plan: Parameters<typeof anIssueToTry>[2], answers: number[]): Promise<number> {
  const number = await anIssueToTry(context, list, plan);
  const send = await started(context, number);
  const { editions } = await ledgerOf(context, send);
  await context.db
    .updateTable("deliveries")
    .set({ status: "accepted", finished_at: context.clock() })
    .where("edition_id", "in", editions.slice(1))
    .execute();
  for (const [i, count] of answers.entries()) if (count > 0) await answered(context, editions[i + 1]!, count);
  await runSubjectTests(context);
  context.later(5 * hour);
  return number;
}

async function open(path: string, width = 1280): Promise<Page> {
  const page = await lendPage(context, { width, height: 900 });
  await signIn(page.context(), context, ines);
  await page.goto(context.config.appUrl + path);
  await isLive(page);
  return page;
}

async function untilOpen(page: Page) {
  await page.getByRole("textbox", { name: "Intro" }).waitFor();
  await page.locator("fieldset:disabled").first().waitFor({ state: "detached" });
}

const theTest = async (number: number) => (await testOfIssue(context, (await issueByNumber(context, number))!.id))!;

test("an operator takes a subject away, adds one and says who decides; it is saved by itself", async () => {
  const number = await anIssueToTry(context, list, { others: [subjects[1]!] });
  const page = await open(`/desk/issues/${number}`);
  await untilOpen(page);
  await page.getByRole("button", { name: "Another subject" }).click();
  await page.getByRole("textbox", { name: "Subject 3" }).fill(subjects[2]!);
  await page.getByLabel("Decided by").selectOption("hand");
  await page.getByLabel("Who gets one of them first").selectOption("50");
  await page.getByRole("button", { name: "Take out subject 2" }).click();
  await saved(page);
  const { subjectPlan } = (await issueByNumber(context, number))!;
  expect(subjectPlan).toMatchObject({ others: [subjects[2]], share: 50, decides: "hand" });
  await page.getByRole("button", { name: "Take out subject 2" }).click();
  await page.getByRole("button", { name: "Try another subject" }).waitFor();
  await saved(page);
  expect((await issueByNumber(context, number))!.subjectPlan).toBeNull();
});

test("an operator chooses between subjects by one press, and sees what was chosen", async () => {
  const number = await tried({ decides: "hand", share: 80 }, [1, 2]);
  const page = await open(`/desk/issues/${number}`);
  await page.getByRole("button", { name: "Choose subject 2 for the rest" }).click();
  await page.getByText(/The rest gets subject 2/).waitFor();
  expect(await page.getByRole("button", { name: /to the rest/ }).count()).toBe(0);
  expect((await theTest(number)).winner).toBe(2);
});

describe.each([
  { width: 1280, colorScheme: "light" as const, dir: "ltr" },
  { width: 1280, colorScheme: "dark" as const, dir: "rtl" },
  { width: 390, colorScheme: "dark" as const, dir: "ltr" },
  { width: 390, colorScheme: "light" as const, dir: "rtl" },
])("at $width px, $colorScheme, $dir", ({ width, colorScheme, dir }) => {
  test("what shows the subjects of an issue has no fault and does not scroll sideways", async () => {
    const { written, ...gone } = issues;
    const paths = ["/desk", `/desk/issues/${written}`, `/desk/issues/${written}/send`];
    for (const path of [...paths, ...Object.values(gone).map((number) => `/desk/issues/${number}`)]) {
      const page = await open(path, width);
      if (path === `/desk/issues/${written}`) await untilOpen(page);
      await page.emulateMedia({ colorScheme });
      await page.evaluate((dir) => {
        document.documentElement.dir = dir;
        for (const one of document.querySelectorAll("details")) one.open = true;
      }, dir);
      if (process.env.SHOTS)
        await page.screenshot({
          path: `${process.env.SHOTS}/subjects${path.replace(/\W+/g, "-")}-${width}-${colorScheme}-${dir}.png`,
          fullPage: true,
        });
      await expectNoAxeViolations(page, {}, `${path} at ${width}, ${dir}`);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide, path).toBeLessThanOrEqual(0);
    }
  });
});
