import type { Browser, Page, Route } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import type { Body } from "#app/models/body.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { emptySection, type IssueItem } from "#app/models/sections.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import { isLive, saved, textOf } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let ines: Editor;

beforeAll(async () => {
  ({ context, list } = await aSite());
  ines = await anEditor(context, "Ines Halloran");
  browser = await launchBrowser();
});

const item = (text: string, url: string): IssueItem => ({ kind: "item", text, url, source: "" });

/** An issue with an article in one section and items in another. */
async function anIssueOf(given: { subject?: string; intro?: Body; items?: IssueItem[]; text?: Body } = {}) {
  const { id } = await anArticle(context, { headline: "Robots learn to pack" });
  const { subject = "What robots pack", intro, items = [], text } = given;
  const lead = { kind: "article" as const, id, display: "summary" as const };
  const sections = [
    { ...emptySection(), heading: "Lead", pieces: [lead] },
    { ...emptySection(), heading: "Numbers", pieces: items, ...(text ? { text } : {}) },
  ];
  return createIssue(context, list.id, { subject, sections, ...(intro ? { intro } : {}) });
}

async function open(number: number, hash = ""): Promise<Page> {
  const who = await browser.newContext();
  await signIn(who, context, ines);
  const page = await who.newPage();
  await page.goto(`${context.config.appUrl}/desk/issues/${number}${hash}`);
  await canBeWrittenIn(page);
  return page;
}

async function canBeWrittenIn(page: Page): Promise<void> {
  await textOf(page).waitFor();
  await isLive(page);
  await page.locator("fieldset:disabled").first().waitFor({ state: "detached" });
}

const panel = (page: Page) => page.locator("#checks");
const finding = (page: Page, words: string) => panel(page).getByRole("listitem").filter({ hasText: words });
const noSubject = "The issue has no subject.";
const documentOf = (text: string) => JSON.parse(bodyOf(text)) as Body;

/** True while the beginning of a part is on the screen. */
const isInSight = (page: Page, id: string) =>
  page.locator(`#${id}`).evaluate((part) => {
    const { top } = part.getBoundingClientRect();
    return top > -1 && top < innerHeight;
  });

describe("what is found in an issue", () => {
  test("is there while somebody writes, and gone once it is mended", async () => {
    const page = await open(await anIssueOf());
    expect(await finding(page, noSubject).count()).toBe(0);
    await page.getByLabel("Subject", { exact: true }).fill("");
    await finding(page, noSubject).waitFor();
    await panel(page).getByText("prevents sending").first().waitFor({ state: "attached" });
    await page.getByLabel("Subject", { exact: true }).fill("ROBOTS LEARN TO WELD");
    await finding(page, "The subject is in capitals").waitFor();
    expect(await finding(page, noSubject).count()).toBe(0);
    await expectNoAxeViolations(page);
  });

  test("is never shown of older words, though their answer comes late", async () => {
    const page = await open(await anIssueOf());
    const held: Route[] = [];
    await page.route("**/checks", (route) => void held.push(route));
    await page.getByLabel("Subject", { exact: true }).fill("");
    await expect.poll(() => held.length).toBe(1);
    const old = await held[0]!.fetch();
    await page.getByLabel("Subject", { exact: true }).fill("ROBOTS LEARN TO WELD");
    await expect.poll(() => held.length).toBe(2);
    await held[0]!.fulfill({ response: old }).catch(() => {});
    expect(await panel(page).locator("[aria-busy=true]").count()).toBe(1);
    expect(await panel(page).getByRole("status").textContent()).toBe("Checking…");
    await held[1]!.continue();
    await finding(page, "The subject is in capitals").waitFor();
    expect(await finding(page, noSubject).count()).toBe(0);
  });

  test("leads to its place, wherever in the issue that is", async () => {
    const button: Body = { type: "doc", content: [{ type: "button", attrs: { label: "", href: "" } }] };
    const number = await anIssueOf({
      ...{ subject: "", intro: documentOf("The the beginning."), text: button },
      items: [item("42 robots", "https://example.org/"), item("43 robots", "example")],
    });
    const page = await open(number);
    for (const [words, id] of [
      [noSubject, "subject"],
      ["The text of “Numbers” is not finished", "section-2"],
      ["“43 robots” has a link that leads nowhere", "piece-2-2"],
      ["“The the” stands twice", "intro"],
    ] as const) {
      await page.evaluate(() => scrollTo(0, 0));
      await finding(page, words).getByRole("link").click();
      expect(new URL(page.url()).hash).toBe(`#${id}`);
      await expect.poll(async () => [id, await isInSight(page, id)]).toEqual([id, true]);
    }
    await finding(page, "“Robots learn to pack” names no source")
      .getByRole("link", { name: "Open the article" })
      .click();
    await page.waitForURL(/\/desk\/articles\/\d+$/);
  });

  test("is mended at a press, where words alone do it", async () => {
    const number = await anIssueOf({ intro: documentOf("Robots pack the the crates.") });
    const page = await open(number);
    await finding(page, "“the the” stands twice").getByRole("button", { name: "Take one out" }).click();
    await expect.poll(() => textOf(page).textContent()).toBe("Robots pack the crates.");
    await finding(page, "“the the” stands twice").waitFor({ state: "detached" });
    await saved(page);
    expect(JSON.stringify((await issueByNumber(context, number))!.intro)).toContain("Robots pack the crates.");
  });
});

describe("a finding that is dismissed", () => {
  test("is kept with who and why, counted out, and comes back", async () => {
    const number = await anIssueOf({ subject: "ROBOTS LEARN TO WELD" });
    const page = await open(number);
    const shout = finding(page, "The subject is in capitals");
    await shout.getByRole("button", { name: "Dismiss…" }).click();
    expect(await shout.getByRole("button", { name: "Dismiss", exact: true }).isDisabled()).toBe(true);
    await shout.getByLabel("Why it may stay").fill("It is an acronym.");
    await shout.getByRole("button", { name: "Dismiss", exact: true }).click();
    await page.getByText("Dismissed (1)").click();
    await shout.getByText("Ines Halloran: “It is an acronym.”").waitFor();
    const [event] = await recentEvents(context, 1);
    expect([event!.actor, event!.action]).toEqual(["Ines Halloran", "finding-dismissed"]);
    await expectNoAxeViolations(page);
    await page.reload();
    await canBeWrittenIn(page);
    await page.getByText("Dismissed (1)").click();
    await shout.getByRole("button", { name: "Bring it back" }).click();
    await shout.getByRole("button", { name: "Dismiss…" }).waitFor();
    expect(await page.getByText("Dismissed (1)").count()).toBe(0);
  });

  test("stays where its dismissal does not arrive, and says so", async () => {
    const page = await open(await anIssueOf({ subject: "ROBOTS LEARN TO WELD" }));
    await page.route("**/checks", (route) => route.abort());
    const shout = finding(page, "The subject is in capitals");
    await shout.getByRole("button", { name: "Dismiss…" }).click();
    await shout.getByLabel("Why it may stay").fill("It is an acronym.");
    await shout.getByRole("button", { name: "Dismiss", exact: true }).click();
    await page.getByText("Not dismissed: the desk could not be reached. Try again.").waitFor();
    await page.unroute("**/checks");
    await shout.getByRole("button", { name: "Dismiss", exact: true }).click();
    await page.getByText("Dismissed (1)").waitFor();
  });
});

describe("while the desk cannot be reached", () => {
  test("what is not saved is not checked, which is said, and made good afterwards", async () => {
    const page = await open(await anIssueOf());
    await page.context().setOffline(true);
    await page.getByLabel("Subject", { exact: true }).fill("");
    await panel(page).getByText("Not checked: it could not be saved yet.").waitFor();
    expect(await panel(page).locator("[aria-busy=true]").count()).toBe(1);
    await page.context().setOffline(false);
    await finding(page, noSubject).waitFor();
  });

  test("what is saved and could not be checked is asked for again", async () => {
    const page = await open(await anIssueOf());
    await page.route("**/checks", (route) => route.abort());
    await page.getByLabel("Subject", { exact: true }).fill("");
    await panel(page).getByText("Not checked: the desk could not be reached. Trying again.").waitFor();
    await page.unroute("**/checks");
    await finding(page, noSubject).waitFor();
  });
});
