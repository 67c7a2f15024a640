import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, anIssue, aReader, bodyOf } from "../support/newsroom.ts";
import { isLive, openSheet, saved, signedIn, textOf } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let layla: BrowserContext;
let tom: BrowserContext;
let article: number;

beforeAll(async () => {
  ({ context, list } = await aSite());
  await aReader(context, list, "ana@readers.example");
  await anEditor(context, "Layla Haddad");
  await anEditor(context, "Tom Reyes", "operator");
  await context.db.updateTable("editors").set({ name: "ليلى حداد" }).where("name", "=", "Layla Haddad").execute();
  article = (await anArticle(context, { body: bodyOf("Robots pack boxes.\nPeople sort them.") })).id;
  browser = await launchBrowser();
  layla = await signedIn(browser, context, "layla.haddad");
  tom = await signedIn(browser, context, "tom.reyes");
});

async function openList(who: BrowserContext, path: string): Promise<Page> {
  const page = await who.newPage();
  await page.goto(context.config.appUrl + path);
  return page;
}

const people = (page: Page) => page.getByRole("region", { name: "People" });

describe("two people at an article", () => {
  test("one comments on chosen words and names the other, who finds them, answers and resolves", async () => {
    const first = await openSheet(layla, context, `/desk/articles/${article}`);
    await first.locator(".ProseMirror p", { hasText: "People sort" }).click({ clickCount: 3 });
    await people(first).getByText("About the chosen words:").waitFor();
    await first.getByLabel("New comment").fill("Who says so? See https://port.example/sorting. ");
    await first.getByLabel("Name somebody, who gets a mail").first().selectOption("Tom Reyes");
    await first.getByRole("button", { name: "Comment", exact: true }).click();
    await people(first).getByText("Who says so?").waitFor();
    expect(
      await people(first).getByRole("link", { name: "https://port.example/sorting" }).getAttribute("rel"),
    ).toContain("noopener");

    const second = await openList(tom, "/desk/articles");
    expect(await second.getByText("1 open comment").count()).toBe(1);
    await second.getByRole("link", { name: /1 open comment/ }).click();
    await textOf(second).waitFor();
    await people(second).getByText("New", { exact: true }).waitFor();
    await people(second).getByRole("button", { name: "Show it in the text" }).click();
    await expect.poll(() => second.evaluate(() => document.getSelection()?.toString())).toBe("People sort them.");
    await people(second)
      .getByRole("button", { name: /^Answer/ })
      .click();
    await second.getByLabel("Your answer").fill("The port does.");
    await second.keyboard.press("Control+Enter");
    await people(second).getByText("The port does.").waitFor();
    await expectNoAxeViolations(second);
    await people(second)
      .getByRole("button", { name: /^Resolve the comment by/ })
      .click();
    await people(second).getByText("1 resolved").click();
    await people(second).getByText("Resolved by Tom Reyes").waitFor();
    await people(second)
      .getByRole("button", { name: /^Open the comment by .* again$/ })
      .click();
    await people(second)
      .getByRole("button", { name: /^Resolve the comment by/ })
      .waitFor();
    await expect.poll(() => context.db.selectFrom("comment_reads").selectAll().execute()).toHaveLength(1);
    await first.close();
    await second.close();
  });

  test("one assigns it with a due time to the other, who finds it among theirs", async () => {
    const first = await openSheet(layla, context, `/desk/articles/${article}`);
    await first.getByLabel("Assign it to").selectOption({ label: "Tom Reyes" });
    await first.getByLabel("Due").fill("2026-11-30T07:00");
    await first.getByRole("button", { name: "Assign", exact: true }).click();
    await people(first).getByText("Due 30 Nov 2026, 07:00").waitFor();
    const second = await openList(tom, "/desk/articles");
    await second.getByLabel("Mine").check();
    await second.getByRole("button", { name: "Search" }).click();
    await second.getByText("Tom Reyes (you)").waitFor();
    await expectNoAxeViolations(second);
    await first.close();
    await second.close();
  });
});

describe("a comment", () => {
  test("is changed by its writer, who is told to others by the change, deleted and brought back", async () => {
    const page = await openSheet(layla, context, `/desk/articles/${article}`);
    await page.getByLabel("New comment").fill("Who sais so?");
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    const mine = people(page).locator("li[id^=comment-]", { hasText: "Who sais so?" });
    await mine.getByRole("button", { name: "Edit your comment" }).click();
    await page.getByLabel("Your comment", { exact: true }).fill("Who says that?");
    await page.getByRole("button", { name: "Save the comment" }).click();
    const changed = people(page).locator("li[id^=comment-]", { hasText: "Who says that?" });
    await changed.getByText(/edited/).waitFor();
    await expectNoAxeViolations(page);
    await changed.getByRole("button", { name: "Delete your comment" }).click();
    await people(page).getByText("You deleted this comment.").waitFor();
    await people(page).getByRole("button", { name: "Undo: bring your comment back" }).click();
    await changed.waitFor();
    await changed.getByRole("button", { name: "Delete your comment" }).click();
    await people(page).getByText("You deleted this comment.").waitFor();
    const other = await openSheet(tom, context, `/desk/articles/${article}`);
    expect(await people(other).getByText("Who says that?").count()).toBe(0);
    await page.close();
    await other.close();
  });

  test("of long words, other directions, script tags, emoji and ten thousand characters stands as it was typed", async () => {
    const page = await openSheet(layla, context, `/desk/articles/${article}`);
    const endless = "x".repeat(2000);
    const hostile = [
      "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> javascript:alert(1)",
      `${endless} ${"Donaudampfschifffahrt".repeat(20)}`,
      "من يقول ذلك؟ 👩🏽‍🚀🏳️‍🌈 e\u0301",
    ].join("\n");
    const all = hostile + "y".repeat(10_000 - hostile.length);
    await page.getByLabel("New comment").fill(all);
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    const shown = people(page).locator("li[id^=comment-]", { hasText: "<script>" });
    await shown.waitFor();
    expect(await shown.locator("p.whitespace-pre-wrap").textContent()).toBe(all.normalize("NFC"));
    expect(await page.title()).not.toContain("owned");
    await page.setViewportSize({ width: 390, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBe(0);
    await page.getByLabel("New comment").fill(`${all}zz`);
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await people(page).getByText("At most 10000 characters.").waitFor();
    expect(await page.getByLabel("New comment").inputValue()).toHaveLength(10_002);
    await page.getByLabel("New comment").fill("");
    await shown.getByRole("button", { name: "Delete your comment" }).click();
    await people(page).getByText("You deleted this comment.").last().waitFor();
    await page.close();
  });

  test("stays in its form while the desk is away, when it is closed and when the page is loaded again", async () => {
    await context.db.deleteFrom("comments").execute();
    const own = await signedIn(browser, context, "layla.haddad");
    const page = await openSheet(own, context, `/desk/articles/${article}`);
    await page.getByLabel("New comment").fill("Nobody answers.");
    await page.route("**/people", (route) => route.abort());
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await people(page).getByText("The desk could not be reached. Try again.").waitFor();
    expect(await page.getByLabel("New comment").inputValue()).toBe("Nobody answers.");
    await page.reload();
    await textOf(page).waitFor();
    await expect.poll(() => page.getByLabel("New comment").inputValue()).toBe("Nobody answers.");
    await page.unroute("**/people");
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await people(page)
      .getByRole("button", { name: /^Answer/ })
      .click();
    await expect.poll(() => page.getByLabel("New comment").inputValue()).toBe("");
    await page.getByLabel("Your answer").fill("Nor here.");
    await people(page)
      .getByRole("button", { name: /^Answer/ })
      .click();
    await people(page)
      .getByRole("button", { name: /^Resolve/ })
      .click();
    await people(page).getByText("1 resolved").click();
    await expect.poll(() => page.getByLabel("Your answer").inputValue()).toBe("Nor here.");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Add the answer" }).click();
    await people(page).getByText("You are signed out.").waitFor();
    expect(await page.getByLabel("Your answer").inputValue()).toBe("Nor here.");
    await page.close();
    await own.close();
  });
});

describe("two people at an issue", () => {
  test("a review is asked for, approved, ended by an edit, and each step is listed", async () => {
    const number = await anIssue(context, list, { articles: [await anArticle(context)] });
    const first = await openSheet(layla, context, `/desk/issues/${number}`);
    await first.getByLabel("Ask for a review").selectOption({ label: "Tom Reyes" });
    await first.getByRole("button", { name: "Ask for a review" }).click();
    await people(first).getByText("In review").waitFor();
    // Nobody approves a text that somebody else has open.
    await first.close();
    const second = await openSheet(tom, context, `/desk/issues/${number}`);
    await second
      .getByText(/Review asked by ليلى حداد, of Tom Reyes/)
      .first()
      .waitFor();
    await second.getByRole("button", { name: "Approve" }).click();
    await people(second).getByText("Approved", { exact: true }).waitFor();
    await second.close();
    const third = await openSheet(layla, context, `/desk/issues/${number}`);
    await third.getByLabel("Subject", { exact: true }).fill("Another subject");
    await saved(third);
    expect((await issueByNumber(context, number))!.status).toBe("draft");
    await third.reload();
    await textOf(third).waitFor();
    await isLive(third);
    await people(third).getByText("What happened so far").click();
    await people(third)
      .getByText(/Approval ended by ليلى حداد/)
      .waitFor();
    await expectNoAxeViolations(third);
    await third.close();
  });

  test("a review that cannot be asked for leaves the page as it was, and says so", async () => {
    const number = await anIssue(context, list, { articles: [await anArticle(context)] });
    const page = await openSheet(layla, context, `/desk/issues/${number}`);
    await page.route("**/people", (route) => route.abort());
    await page.getByRole("button", { name: "Ask for a review" }).click();
    await people(page).getByText("The desk could not be reached. Try again.").waitFor();
    await page.unroute("**/people");
    await page.getByRole("button", { name: "Ask for a review" }).click();
    await people(page).getByText("In review").waitFor();
    await page.getByRole("button", { name: "End the review" }).click();
    await people(page).getByText("Draft", { exact: true }).waitFor();
    await page.close();
  });
});
