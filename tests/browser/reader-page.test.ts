import { expect, test } from "vitest";
import { createList, setListDoor } from "#app/models/lists.server.ts";
import { readerUrl } from "#app/models/readerLinks.server.ts";
import { closeLane } from "#app/sender/lane.server.ts";
import { sendLetter } from "#app/sender/letter.server.ts";
import { launchBrowser } from "../support/browser.ts";
import { testContext } from "../support/context.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anArticle, aReader } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";
import { freePort, startWeb } from "../support/web.ts";

test("without JavaScript, a reader who lost the mail gets to their page, changes everything, leaves, comes back and is erased", async () => {
  const farEnd = await startFarEnd();
  const url = `http://localhost:${await freePort()}`;
  const context = await testContext({ smtpUrl: farEnd.url, env: { APP_URL: url }, clock: Date.now });
  const list = await aBriefing(context);
  const europe = await createList(context, { slug: "europe", name: "Europe" });
  if ("error" in europe) throw new Error(europe.error);
  await setListDoor(context, europe.list.id, { description: "", open: "yes" });
  await anArticle(context, { topics: ["Automation", "Regulation"] });
  const ana = await aReader(context, list, "ana@readers.example");
  await startWeb(context);
  const browser = await launchBrowser();
  const page = await (
    await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
  ).newPage();
  const held = () => context.db.selectFrom("subscriptions").selectAll().where("subscriber_id", "=", ana.id).execute();

  await page.goto(`${url}/reader`);
  await page.getByLabel("Email address").fill("ana@readers.example");
  await page.getByRole("button", { name: "Send me the link" }).click();
  await page.waitForURL(`${url}/reader/sent`);
  const lane = await aLane(context);
  while (await sendLetter(context, lane));
  closeLane(lane);
  const [mail] = await farEnd.parsed("ana@readers.example");
  expect(mail!.headers.has("list")).toBe(false);
  const link = /http\S+\/reader\/[\w-]+/.exec(mail!.text!)![0];
  await page.goto(readerUrl(context, ana.id, context.clock()));
  await page.getByRole("button", { name: "Send me a fresh link" }).click();
  await page.getByText("A mail with the link is on its way.").waitFor();
  expect(await context.db.selectFrom("letters").select("kind").execute()).toHaveLength(2);
  await page.goto(link);

  await page.getByText("an•••@readers.example").first().waitFor();
  await page.getByRole("button", { name: "Europe: Send it to me" }).click();
  await page.getByText("Saved.").waitFor();
  await page.getByLabel("Once a month, the headlines").first().check();
  await page.getByRole("button", { name: /^Save: How often, The Robotics Briefing/ }).click();
  await page.getByLabel("Regulation").check();
  await page.getByRole("button", { name: "Save: Topics" }).click();
  await page.getByLabel("4 weeks").check();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByText("Nothing is sent to you until").waitFor();
  await page.getByRole("button", { name: "End the pause" }).click();
  await page.getByRole("textbox", { name: "Your name" }).fill("Ana Ruiz");
  await page.getByRole("button", { name: "Save: Your name" }).click();
  expect(await page.getByRole("textbox", { name: "Your name" }).inputValue()).toBe("Ana Ruiz");
  expect(await held()).toMatchObject([
    { status: "active", frequency: "monthly", paused_until: null },
    { status: "active", frequency: "every" },
  ]);

  await page.getByRole("button", { name: "Leave all lists" }).click();
  expect((await held()).map(({ status }) => status)).toEqual(["ended", "ended"]);
  await page.getByText("Would you tell us why?").first().click();
  await page.getByLabel("Too many mails").first().check();
  await page.getByRole("button", { name: "Tell us" }).first().click();
  await page.getByText("Thank you for telling us.").waitFor();
  await page.getByRole("button", { name: "The Robotics Briefing: Send it to me" }).click();
  expect((await held()).map(({ status }) => status).sort()).toEqual(["active", "ended"]);

  await page.getByRole("link", { name: "Everything held about me" }).click();
  await page.getByText("Your consent, step by step").waitFor();
  await page.getByRole("link", { name: "Back to your page" }).click();
  await page.getByRole("link", { name: "Erase me" }).click();
  await page.getByLabel("Yes, erase everything about an•••@readers.example").check();
  await page.getByRole("button", { name: "Erase me" }).click();
  await page.getByRole("heading", { name: "You are erased" }).waitFor();
  expect(await held()).toEqual([]);
});
