import type { Browser } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { issueFeedback, remarksOf } from "#app/models/feedback/results.server.ts";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import { anAskingIssue, aPoll } from "../support/asking.ts";
import { bringAxe, expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import { anEditor } from "../support/desk.ts";
import { isLive, saved } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

const phone = { width: 390, height: 844 };
let browser: Browser;

beforeAll(async () => void (browser = await launchBrowser()));

test("without JavaScript, on a phone, a reader answers by one press, adds a word and changes their mind", async () => {
  const { context, list } = await aSite();
  const { number, tokens } = await anAskingIssue(context, list, { polls: [aPoll()] });
  const someone = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
  const page = await someone.newPage();
  await page.goto(`${context.config.appUrl}/answer/${tokens.ana}/1/1`);
  await page.getByRole("radio", { name: "Yes" }).waitFor();
  expect(await page.getByRole("radio", { name: "Yes" }).isChecked()).toBe(true);
  await page.getByLabel("A word to the newsroom, if you like").fill("Clear at last.");
  await page.getByRole("button", { name: "Send my answer" }).click();
  await page.getByText("Thank you. Your answer counts.").waitFor();
  expect(await remarksOf(context, { issue: number })).toMatchObject([{ answer: "Useful", remark: "Clear at last." }]);

  await page.goto(`${context.config.appUrl}/answer/${tokens.ana}/1/2`);
  await page.getByText("This link has answered already").waitFor();
  await page.getByRole("button", { name: "Send the new answer" }).click();
  await page.getByText("Thank you. Your answer counts.").waitFor();
  const [useful] = await issueFeedback(context, number);
  expect(useful).toMatchObject({ people: 1, answers: [{ people: 0 }, { people: 1 }], remarks: 0 });
  await someone.close();
});

test.each([
  { language: "en", direction: "ltr", colorScheme: "light" },
  { language: "ar", direction: "rtl", colorScheme: "dark" },
] as const)("in $language its pages fit a phone in $colorScheme, and axe finds nothing", async (look) => {
  const { context, list } = await aSite({ language: look.language });
  const { tokens } = await anAskingIssue(context, list, { polls: [aPoll()] });
  const someone = await browser.newContext({ viewport: phone, colorScheme: look.colorScheme });
  await bringAxe(someone);
  const page = await someone.newPage();
  const fits = async () => {
    expect(await page.locator("html").getAttribute("dir")).toBe(look.direction);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await expectNoAxeViolations(page);
  };
  const { appUrl } = context.config;
  for (const path of [
    `/answer/${tokens.ana}/1/2`,
    `/answer/${tokens.ana}/2/1`,
    "/answer/web/1/1",
    "/answer/none/1/1",
    "/issues/1",
  ]) {
    await page.goto(appUrl + path);
    await fits();
  }
  await page.goto(`${appUrl}/answer/${tokens.ana}/2/1`);
  await page.locator("form button[type=submit]").first().click();
  await page.getByRole("status").waitFor();
  await fits();
  context.later(8 * 24 * 3_600_000);
  await page.goto(`${appUrl}/answer/${tokens.ana}/2/1`);
  await fits();
  await someone.close();
});

test("an editor puts a poll into an issue: it is saved by itself, and stands in the list by its question", async () => {
  const { context, list } = await aSite();
  const ines = await anEditor(context, "Ines Halloran");
  const number = await createIssue(context, list.id, { subject: "Robots" });
  const someone = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await bringAxe(someone);
  await signIn(someone, context, ines);
  const page = await someone.newPage();
  await page.goto(`${context.config.appUrl}/desk/issues/${number}`);
  await isLive(page);
  await page.getByRole("button", { name: "+ Poll" }).click();
  await page.getByLabel("Poll: its question").fill("Where do robots help most?");
  await page.getByPlaceholder("Answer 1").fill("On the quay");
  await page.getByPlaceholder("Answer 2").fill("In the yard");
  await page.getByRole("button", { name: "+ Answer" }).click();
  await page.getByPlaceholder("Answer 3").fill("Nowhere");
  await page.getByLabel("Closes").selectOption("3");
  await saved(page);
  const [section] = (await issueByNumber(context, number))!.sections;
  expect(section!.pieces).toEqual([
    {
      kind: "poll",
      question: "Where do robots help most?",
      answers: ["On the quay", "In the yard", "Nowhere"],
      days: 3,
      shown: true,
    },
  ]);
  await expectNoAxeViolations(page);
  await someone.close();
});
