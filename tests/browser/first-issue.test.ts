import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { runSender } from "#app/sender/sender.server.ts";
import { openMailbox } from "../../scripts/start/inbox/mailbox.ts";
import { inboxSmtp } from "../../scripts/start/inbox/smtp.ts";
import { inboxWeb } from "../../scripts/start/inbox/web.ts";
import { launchBrowser, signIn } from "../support/browser.ts";
import { endsWithTheFile } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aBriefing, anArticle, aReader } from "../support/newsroom.ts";
import { freePort, startWeb } from "../support/web.ts";

const guide = "docs/first-issue.md";
/** What was pressed, by the name that it had. */
const pressed: string[] = [];
let page: Page;
let context: TestContext;
let inbox: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-first-issue-"));
  const mailbox = openMailbox(folder, 100);
  const { server, tellNew } = inboxWeb(mailbox);
  const smtp = inboxSmtp(mailbox, tellNew);
  const [web, port] = [await freePort(), await freePort()];
  await new Promise<void>((listening) => server.listen(web, "127.0.0.1", listening));
  await new Promise<void>((listening) => smtp.listen(port, "127.0.0.1", listening));
  inbox = `http://localhost:${web}`;
  const url = `http://localhost:${await freePort()}`;
  context = await testContext({
    ...{ smtpUrl: `smtp://127.0.0.1:${port}`, env: { APP_URL: url }, clock: Date.now, log: pino({ level: "error" }) },
  });
  const list = await aBriefing(context);
  const ruth = await anEditor(context, "Ruth Ostrander", "owner");
  for (const name of ["maya", "jonas", "ana"]) await aReader(context, list, `${name}@northline.example`);
  await anArticle(context, { headline: "Who signs for the robot", dek: "A new rule names the operator." });
  await startWeb(context);
  const stop = new AbortController();
  const sending = runSender(context, stop.signal);
  const someone = await (await launchBrowser()).newContext({ viewport: { width: 1200, height: 860 } });
  await signIn(someone, context, ruth);
  page = await someone.newPage();
  endsWithTheFile(async () => {
    stop.abort();
    await sending;
    server.closeAllConnections();
    server.close();
    await new Promise<void>((closed) => smtp.close(closed));
    rmSync(folder, { recursive: true, force: true });
  });
});

/** Presses a button or follows a link, as the guide says. */
async function press(name: string | RegExp, role: "button" | "link" = "button"): Promise<void> {
  const one = page.getByRole(role, { name, exact: typeof name === "string" }).first();
  await one.waitFor();
  pressed.push((await one.getAttribute("aria-label")) ?? (await one.innerText()).split("\n")[0]!.trim());
  await one.click();
}

/** The page as it is, for the guide; drawn anew with WRITE_DOCS=1. */
async function picture(name: string): Promise<void> {
  if (!process.env.WRITE_DOCS) return;
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
  const drawn = await page.screenshot({ animations: "disabled" });
  await sharp(drawn).resize(900).webp({ quality: 70 }).toFile(`docs/pictures/first-issue-${name}.webp`);
}

const isSaved = () =>
  page
    .getByRole("status")
    .filter({ hasText: /^Saved \d\d:\d\d/ })
    .waitFor();
const canBeWritten = async (text: string) => {
  await page.getByRole("textbox", { name: text, exact: true }).waitFor();
  await page.locator("[inert]").waitFor({ state: "detached" });
};

test("a newcomer writes, puts together, looks at, tests and sends a first issue", { timeout: 240_000 }, async () => {
  await page.goto(`${context.config.appUrl}/desk`);
  await press(/^Find or do/);
  await page.getByRole("combobox").press("Escape");
  await press("Articles", "link");
  await press("Write an article", "link");
  await canBeWritten("Body");
  await page.getByLabel("Headline", { exact: true }).fill("Robots learn to pack");
  await page.getByRole("textbox", { name: "Dek" }).fill("Two warehouses, five years apart, compare notes.");
  await page.getByRole("textbox", { name: "Body", exact: true }).click();
  await page.keyboard.type("The first warehouse guessed what a box weighs. The second one measured it.");
  await isSaved();
  await picture("article");
  await press("Preview", "link");
  await page.locator("iframe").first().waitFor();
  await press("Issues", "link");
  await press("New issue");
  await canBeWritten("Intro");
  await page.getByLabel("Subject", { exact: true }).fill("Robots learn to pack");
  await page.getByRole("textbox", { name: "Preheader" }).fill("What the second warehouse did differently.");
  await press("Add “Robots learn to pack”");
  await press("Add “Who signs for the robot”");
  await isSaved();
  await page.getByText(/^(Nothing prevents sending|Nothing was found)/).waitFor();
  await picture("issue");
  const issue = page.url();
  await press("Preview and test", "link");
  await page.frameLocator("iframe").first().getByRole("heading", { name: "Robots learn to pack" }).first().waitFor();
  await press("Send the test");
  await page.getByText(/^Accepted by the mail server/).waitFor();
  await picture("preview");
  await page.goto(issue);
  await canBeWritten("Intro");
  await press("Send…", "link");
  await page.getByRole("button", { name: /^Send issue/ }).waitFor();
  await picture("send");
  await press(/^Send issue \d+ to \d+ readers$/);
  await page.getByText(/^Done on /).waitFor();
  await picture("sent");
  await page.goto(inbox);
  await page.getByText("maya@northline.example").first().waitFor();
  await page.getByText("[Test] Robots learn to pack").first().waitFor();
  await page.getByText("maya@northline.example").first().click();
  await page.frameLocator("iframe").getByText("Who signs for the robot").first().waitFor();
  await picture("inbox");
});

test("the guide names only what can be pressed, and has small pictures of it", () => {
  const text = readFileSync(guide, "utf8");
  const named = [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name!.replace(/\s+/g, " "));
  // Places that are no buttons, and the one that another test presses.
  const others = ["site", "desk", "inbox", "Undo"];
  const unknown = named.filter((name) => !others.includes(name) && !pressed.some((one) => isNamed(one, name)));
  expect(unknown).toEqual([]);
  const pictures = [...text.matchAll(/\]\((pictures\/[\w-]+\.webp)\)/g)].map(([, path]) => `docs/${path}`);
  expect(pictures).toHaveLength(6);
  for (const path of pictures) expect([path, existsSync(path) && statSync(path).size < 60_000]).toEqual([path, true]);
});

/** @param name as the guide has it, where … and what stands for a headline may be anything */
function isNamed(one: string, name: string): boolean {
  const parts = name.replace("The article's headline", "…").split("…");
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*");
  return new RegExp(`^${pattern}$`).test(one);
}
