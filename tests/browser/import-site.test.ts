import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { workOnSitesSoon } from "#app/models/moving/desk/work.server.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { zipOf } from "../support/docx.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let ines: Editor;

beforeAll(async () => {
  ({ context } = await aSite());
  ines = await anEditor(context, "Ines Halloran", "operator");
});

const head = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n";

/** An export whose posts begin with this word. */
function anExport(word: string): Buffer {
  const row = (id: number) =>
    `${id}.${word}-${id},2023-03-1${id}T08:00:00Z,true,2023-03-1${id}T09:00:00Z,,newsletter,everyone,${word} ${id},,\n`;
  const page = "<p>Words</p><div class='subscription-widget-wrap'><p>Subscribe now</p></div>";
  const pages = [1, 2, 3].map((id) => ({ name: `posts/${id}.${word}-${id}.html`, bytes: page }));
  return zipOf([{ name: "posts.csv", bytes: head + [1, 2, 3].map(row).join("") }, ...pages]);
}

async function atTheDesk(given: BrowserContextOptions = {}): Promise<Page> {
  const who = await (await launchBrowser()).newContext(given);
  await signIn(who, context, ines);
  const page = await who.newPage();
  await page.goto(`${context.config.appUrl}/desk/import-site`);
  return page;
}

/** A sender's turn, until what it began is over. */
async function work() {
  await workOnSitesSoon(context);
  await context.underWay.get("site-moves");
}

const bring = (page: Page, word: string) =>
  page
    .getByLabel("File")
    .setInputFiles({ name: `${word}.zip`, mimeType: "application/zip", buffer: anExport(word) })
    .then(() => page.getByRole("button", { name: "See what it would become" }).click());

describe("A site that moves in at the desk", () => {
  test("is brought, looked at, imported and shown in the archive, in one sitting", async () => {
    const page = await atTheDesk();
    await bring(page, "Ferries");
    await page.getByRole("heading", { name: "Being looked at" }).waitFor();
    await expectNoAxeViolations(page);
    await work();
    await page.getByText("Recognised as Substack.").waitFor();
    await page.getByText("a widget was left out: subscribe box: Subscribe now").first().waitFor();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByRole("heading", { name: "Being imported" }).waitFor();
    await work();
    await page.getByRole("heading", { name: "What it became" }).waitFor();
    await expectNoAxeViolations(page);
    await page.goto(`${context.config.appUrl}/issues`);
    await page.getByRole("link", { name: "Ferries 3" }).waitFor();
    expect(await page.getByText("Sent elsewhere").count()).toBe(3);
    await page.goto(`${context.config.appUrl}/desk/issues`);
    await page.getByText("Sent elsewhere").first().waitFor();
    await page.getByRole("link", { name: /Ferries 1/ }).click();
    await page.getByRole("heading", { name: "Sent elsewhere" }).waitFor();
  });

  test("is taken back: one issue out of the archive, then all of it", async () => {
    const page = await atTheDesk();
    await page.goto(`${context.config.appUrl}/desk/issues`);
    await page.getByRole("link", { name: /Ferries 1/ }).click();
    await page.getByText("Take it out of the archive…").click();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Take it out of the archive" }).click();
    await page.waitForURL("**/desk/issues");
    await page.goto(`${context.config.appUrl}/issues`);
    expect(await page.getByText("Sent elsewhere").count()).toBe(2);
    await page.goto(`${context.config.appUrl}/desk/import-site`);
    await page.getByRole("link", { name: "Ferries.zip" }).click();
    await page.getByText("Take the import back…").click();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Remove the 3 posts" }).click();
    await page.getByRole("heading", { name: "Being taken back" }).waitFor();
    await expectNoAxeViolations(page);
    await work();
    await page.getByText("The import is taken back: 3 posts removed.").waitFor();
    await expectNoAxeViolations(page);
    await page.goto(`${context.config.appUrl}/issues`);
    expect(await page.getByText("Sent elsewhere").count()).toBe(0);
  });

  test("works on a phone without JavaScript, and says what is lacking", async () => {
    const page = await atTheDesk({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    await page.getByRole("button", { name: "See what it would become" }).click();
    await page.getByText("Choose a file.").waitFor();
    await page.getByLabel("Where the site was").fill("nothing");
    await bring(page, "Bridges");
    await page.getByText("This is no address of a site").waitFor();
    await page.getByLabel("Where the site was").fill("old.example.org");
    await page.getByRole("button", { name: "See again what it would become" }).click();
    await page.getByText("It begins as soon as the sender is free.").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "See again what it would become" }).click();
    await work();
    await page.reload();
    await page.getByText("Recognised as Substack.").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "Remove the file" }).click();
    await page.getByRole("heading", { name: "Bring a file" }).waitFor();
    expect(await page.getByText("Bridges.zip").count()).toBe(0);
  });
});
