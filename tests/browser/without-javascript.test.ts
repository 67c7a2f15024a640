import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { createList, setListSignUp, type List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { launchBrowser } from "../support/browser.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anArticle } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";
import { freePort, startWeb } from "../support/web.ts";

const ana = "ana@readers.example";
let farEnd: FarEnd;
let context: TestContext;
let list: List;
let url: string;
let page: Page;

beforeAll(async () => {
  farEnd = await startFarEnd();
  url = `http://localhost:${await freePort()}`;
  context = await testContext({ smtpUrl: farEnd.url, env: { APP_URL: url } });
  list = await aBriefing(context);
  const made = await createList(context, { slug: "europe", name: "Europe" });
  if ("list" in made) await setListSignUp(context, made.list.id, { open: "yes", description: "" });
  const { id } = await anArticle(context, { topics: ["Automation", "Regulation"] });
  await setPublished(context, id, true);
  await startWeb(context);
  const phone = { javaScriptEnabled: false, viewport: { width: 390, height: 844 } };
  page = await (await (await launchBrowser()).newContext(phone)).newPage();
});

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
const reads = (text: string) => page.getByText(text).first().waitFor();

async function held() {
  const reader = await subscriberByEmail(context, ana);
  const rows = context.db.selectFrom("subscriptions").selectAll().orderBy("list_id");
  return rows.where("subscriber_id", "=", reader?.id ?? 0).execute();
}

/** Lets the sender work, and follows the link to such a page in the newest mail. */
async function openFromMail(place: "confirm" | "reader" | "unsubscribe") {
  const lane = await aLane(context);
  while (await sendTransactional(context, lane));
  closeConnection(lane);
  const { text } = (await farEnd.parsed(ana)).at(-1)!;
  await page.goto(new RegExp(`http\\S+/${place}/[\\w-]+`).exec(text!)![0]);
}

// One life of a reader: each test goes on where the one before ended.
test("without JavaScript, on a phone, a reader signs up, confirms and comes from the welcome to their own page (C-01, C-05)", async () => {
  await page.goto(`${url}/subscribe`);
  context.later(3000);
  await page.getByLabel("Email address").fill(ana);
  await page.getByLabel(list.name).check();
  await page.getByLabel("Regulation").check();
  await press("Subscribe");
  await page.waitForURL(`${url}/subscribe/sent`);

  await openFromMail("confirm");
  await reads("an•••@readers.example");
  expect(await held()).toMatchObject([{ status: "pending" }]);
  await press("Yes, send it to me");
  await reads("You’re in");
  expect(await held()).toMatchObject([{ status: "active", frequency: "every" }]);

  await openFromMail("reader");
  await reads("an•••@readers.example");
  expect(await page.getByLabel("Regulation").isChecked()).toBe(true);
  expect(await page.getByLabel("Automation").isChecked()).toBe(false);
});

test("changes how often, on what and when, and takes another list", async () => {
  await press("Europe: Send it to me");
  await reads("Saved.");
  await page.getByLabel("Once a month, the headlines").first().check();
  await press(/^Save: How often, The Robotics Briefing/);
  await page.getByLabel("Automation").check();
  await press("Save: Topics");
  await page.getByLabel("4 weeks").check();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await reads("Nothing is sent to you until");
  expect((await held()).every(({ paused_until }) => paused_until! > context.clock())).toBe(true);
  await press("End the pause");
  expect(await held()).toMatchObject([
    { status: "active", frequency: "monthly", paused_until: null },
    { status: "active", frequency: "every", paused_until: null },
  ]);
  expect(await context.db.selectFrom("subscriber_topics").selectAll().execute()).toHaveLength(2);
});

test("leaves by the link of a mail and takes it back, finds everything as it was, and says why they left all (C-07)", async () => {
  await openFromMail("unsubscribe");
  await press("Unsubscribe");
  await reads("You have left");
  expect((await held()).map(({ status }) => status)).toEqual(["ended", "active"]);
  await press("Undo: keep sending The Robotics Briefing");
  await reads("You are back");
  expect(await held()).toMatchObject([{ status: "active", frequency: "monthly" }, { status: "active" }]);

  await openFromMail("reader");
  await press("Leave all lists");
  expect((await held()).map(({ status }) => status)).toEqual(["ended", "ended"]);
  await page.getByText("Would you tell us why?").first().click();
  await page.getByLabel("Too many mails").first().check();
  await press("Tell us");
  await reads("Thank you for telling us.");
  await press("The Robotics Briefing: Send it to me");
  expect((await held()).map(({ status }) => status)).toEqual(["active", "ended"]);
});

test("the link of a forwarded mail opens neither name nor data; one mailed on request does, and erases (C-08)", async () => {
  expect(await page.getByRole("textbox", { name: "Your name" }).count()).toBe(0);
  await page.goto(`${url}/reader`);
  await page.getByLabel("Email address").fill(ana);
  await press("Send me the link");
  await page.waitForURL(`${url}/reader/sent`);
  await openFromMail("reader");
  expect((await farEnd.parsed(ana)).at(-1)!.headers.has("list")).toBe(false);
  await page.getByRole("textbox", { name: "Your name" }).fill("Ana Ruiz");
  await press("Save: Your name");
  expect(await page.getByRole("textbox", { name: "Your name" }).inputValue()).toBe("Ana Ruiz");
  await page.getByRole("link", { name: "Everything held about me" }).click();
  await reads("Your consent, step by step");
  await page.getByRole("link", { name: "Back to your page" }).click();
  await page.getByRole("link", { name: "Erase me" }).click();
  await page.getByLabel("Yes, erase everything about an•••@readers.example").check();
  await press("Erase me");
  await page.getByRole("heading", { name: "You are erased" }).waitFor();
  expect(await context.db.selectFrom("subscriptions").selectAll().execute()).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
});
