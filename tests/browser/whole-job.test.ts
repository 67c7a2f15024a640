import { simpleParser, type ParsedMail } from "mailparser";
import { pino } from "pino";
import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import { makeSetUpCode } from "#app/models/desk/setUpCodes.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";
import { freePort, startWeb } from "../support/web.ts";

const ana = "ana@northline.example";
const bo = "bo@harbour.example";

/** The site, the desk and a sender at work, with a real SMTP server at the far end. */
async function openHouse(): Promise<{ context: TestContext; farEnd: FarEnd; url: string }> {
  const farEnd = await startFarEnd();
  const url = `http://localhost:${await freePort()}`;
  const context = await testContext({
    smtpUrl: farEnd.url,
    env: { APP_URL: url },
    clock: Date.now,
    log: pino({ level: "error" }),
  });
  await startWeb(context);
  const stop = new AbortController();
  const sending = runSender(context, stop.signal);
  endsWithTheTest(async () => {
    stop.abort();
    await sending;
  });
  return { context, farEnd, url };
}

async function mailTo(farEnd: FarEnd, address: string, subject: RegExp): Promise<ParsedMail> {
  return vi.waitFor(
    async () => {
      const mails = await farEnd.parsed(address);
      const mail = mails.find((one) => subject.test(one.subject ?? ""));
      if (!mail) throw new Error(`no mail like ${subject.source} has come to ${address}`);
      return mail;
    },
    { timeout: 120_000, interval: 100 },
  );
}

function linkIn(mail: ParsedMail, door: string): string {
  const link = new RegExp(`http://localhost:\\d+/${door}/[\\w-]+`).exec(mail.text ?? "")?.[0];
  if (!link) throw new Error(`the mail has no link to /${door}/`);
  return link;
}

async function setUp(page: Page, url: string, code: string) {
  await page.goto(`${url}/desk`);
  await expectNoAxeViolations(page);
  await page.getByLabel("Set-up code").fill(code);
  await page.getByLabel("Your name").fill("Ruth Ostrander");
  await page.getByLabel("Your email").fill("ruth@briefing.example");
  await page.getByLabel("Password").fill("a sentence that nobody else types");
  await page.getByLabel("Name of the briefing").fill("The Robotics Briefing");
  await page.getByLabel("Pitch").fill("Weekly intelligence on automation, regulation and investment trends");
  await page.getByLabel("From name").fill("The Robotics Briefing");
  await page.getByLabel("From address").fill("editors@briefing.example");
  await page.getByLabel("Postal address").fill("12 Harbour Street, Rotterdam, The Netherlands");
  await page.getByRole("button", { name: "Set up the briefing" }).click();
  await page.waitForURL(`${url}/desk`);
}

async function signInAgain(page: Page, url: string) {
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.waitForURL(/sign-in/);
  await page.getByLabel("Email").fill("ruth@briefing.example");
  await page.getByLabel("Password").fill("a sentence that nobody else types");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${url}/desk`);
}

/** Nobody can type in a sheet before, but a script can, and its words would be lost. */
async function canBeWritten(page: Page, text: "Body" | "Intro") {
  await page.getByRole("textbox", { name: text }).waitFor();
  await page.locator("[inert]").waitFor({ state: "detached" });
}

async function write(page: Page, url: string, headline: string) {
  await page.goto(`${url}/desk/articles/new`);
  await canBeWritten(page, "Body");
  await page.getByLabel("Headline").fill(headline);
  await page.getByRole("textbox", { name: "Dek" }).fill("Two warehouses compare notes.");
  const body = page.getByRole("textbox", { name: "Body" });
  await body.click();
  await page.keyboard.type("The first warehouse guessed.");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Bold" }).click();
  await page.keyboard.type("The second measured.");
  await expectNoAxeViolations(page);
  await page.keyboard.press("Control+s");
  await page.waitForURL(/\/desk\/articles\/\d+$/);
  await page
    .getByRole("status")
    .filter({ hasText: /^Saved \d\d:\d\d/ })
    .waitFor();
}

async function compose(page: Page, url: string, subject: string, headlines: string[]): Promise<string> {
  await page.goto(`${url}/desk/issues`);
  await page.getByRole("button", { name: /^(New|Empty) issue$/ }).click();
  await page.waitForURL(/\/desk\/issues\/\d+$/);
  const issue = page.url();
  await canBeWritten(page, "Intro");
  await page.getByLabel("Subject", { exact: true }).fill(subject);
  await page
    .getByRole("textbox", { name: "Preheader" })
    .fill("Two warehouses, five years apart, and what the second did differently.");
  for (const headline of headlines) await page.getByRole("button", { name: `Add “${headline}”` }).click();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Save now" }).click();
  await page
    .getByRole("status")
    .filter({ hasText: /^Saved \d\d:\d\d/ })
    .waitFor();
  return issue;
}

async function send(page: Page, issue: string, readers: string) {
  await page.goto(`${issue}/send`);
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: new RegExp(`^Send issue \\d+ to ${readers}$`) }).click();
  await page.waitForURL(issue);
  await page.getByText(/^Done on /).waitFor();
  await expectNoAxeViolations(page);
}

async function subscribe(page: Page, url: string, farEnd: FarEnd, email: string) {
  await page.goto(url);
  await expectNoAxeViolations(page);
  await page.getByLabel("Email address").first().fill(email);
  await page.getByRole("button", { name: "Subscribe" }).first().click();
  await page.waitForURL(`${url}/subscribe/sent`);
  await expectNoAxeViolations(page);
  await page.goto(linkIn(await mailTo(farEnd, email, /^Confirm/), "confirm"));
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Yes, send it to me" }).click();
  await page.getByRole("heading", { name: "You’re in" }).waitFor();
  await mailTo(farEnd, email, /^Welcome/);
}

test(
  "the whole job: from set-up and writing to the inbox, and from the inbox to goodbye",
  { timeout: 240_000 },
  async () => {
    const { context, farEnd, url } = await openHouse();
    const browser = await launchBrowser();
    const desk = await (await browser.newContext()).newPage();
    // Readers run no scripts here: everything of theirs must work without.
    const phone = { width: 390, height: 844 };
    const reader = await (await browser.newContext({ javaScriptEnabled: true, viewport: phone })).newPage();
    await reader.route("**/*.js", (route) => route.abort());

    await setUp(desk, url, (await makeSetUpCode(context))!);
    await signInAgain(desk, url);
    await subscribe(reader, url, farEnd, ana);

    await write(desk, url, "Robots learn to pack");
    await write(desk, url, "Who signs for the robot");
    const first = await compose(desk, url, "Robots learn to pack", ["Robots learn to pack", "Who signs for the robot"]);
    await desk.goto(`${first}/preview`);
    await expectNoAxeViolations(desk);
    const mail = desk.frameLocator("iframe").first();
    await mail.getByRole("heading", { level: 1, name: "Robots learn to pack" }).waitFor();
    await send(desk, first, "1 reader");
    const got = await mailTo(farEnd, ana, /^Robots learn to pack$/);
    expect(got.text).toContain("Who signs for the robot");

    // The link in the mail leads to the article, which is on the site now.
    await reader.goto(`${url}/articles/robots-learn-to-pack`);
    await reader.getByText("The second measured.").waitFor();
    expect(await reader.locator("strong", { hasText: "The second measured." }).count()).toBe(1);
    await expectNoAxeViolations(reader);

    await subscribe(reader, url, farEnd, bo);
    await write(desk, url, "A field of small machines");
    await send(desk, await compose(desk, url, "Small machines", ["A field of small machines"]), "2 readers");
    const second = await mailTo(farEnd, bo, /^Small machines$/);

    // What a mail program does for its "unsubscribe" button: a bare POST (RFC 8058).
    const raw = farEnd.messagesTo(bo).at(-1)!.raw;
    const header = (await simpleParser(raw)).headers.get("list") as { unsubscribe?: { url?: string } };
    const oneClick = header.unsubscribe!.url!;
    expect(linkIn(second, "unsubscribe")).toContain("/unsubscribe/");
    const left = await fetch(oneClick, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
      redirect: "manual",
    });
    expect(left.status).toBe(200);

    await write(desk, url, "The last gripper");
    await send(desk, await compose(desk, url, "The last gripper", ["The last gripper"]), "1 reader");
    await mailTo(farEnd, ana, /^The last gripper$/);
    const subjects = (await farEnd.parsed(bo)).map(({ subject }) => subject);
    expect(subjects).toEqual([
      "Confirm your subscription to The Robotics Briefing",
      "Welcome to The Robotics Briefing",
      "Small machines",
    ]);
  },
);
