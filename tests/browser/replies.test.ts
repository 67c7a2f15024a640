import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { aMail } from "../support/replies.ts";
import { isLive, signedIn } from "../support/sheetPages.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";
import { freePort, startWeb } from "../support/web.ts";

let browser: Browser;
let context: TestContext;
let farEnd: FarEnd;
let ruth: BrowserContext;
let replyTo: string;
let list: List;

beforeAll(async () => {
  farEnd = await startFarEnd();
  const env = { APP_URL: `http://localhost:${await freePort()}`, REPLY_ADDRESS: "replies@replies.example.org" };
  context = await testContext({ env, smtpUrl: farEnd.url });
  await startWeb(context);
  list = await aBriefing(context);
  await anEditor(context, "Ruth Ostrander", "operator");
  await anEditor(context, "Tom Reyes");
  const ana = await aReader(context, list, "ana@readers.example", "Ana Torres");
  const number = await anIssue(context, list, { articles: [await anArticle(context)] });
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const { id: editionId } = await context.db.selectFrom("editions").select("id").executeTakeFirstOrThrow();
  replyTo = referenceAddress(context, "reply", { editionId }, ana.id, context.clock())!;
  browser = await launchBrowser();
  ruth = await signedIn(browser, context, "ruth.ostrander");
});

/** A mail comes in by the door and is understood. */
async function comes(sentTo: string, text: string, headers: string[] = [], from = "Ana Torres <ana@readers.example>") {
  const raw = aMail({ from, text, headers });
  const sentFrom = from.replace(/.*<|>/g, "");
  await receiveInbound(context, [{ door: "smtp", provider: null, sentFrom, sentTo: [sentTo], raw }]);
  expect(await workOnInbound(context)).toEqual({ understood: 1, failed: 0 });
}

/** Hands over the letters that wait. @returns the newest to the reader, taken apart */
async function handOver() {
  const lane = await aLane(context);
  while (await sendTransactional(context, lane));
  closeConnection(lane);
  return (await farEnd.parsed("ana@readers.example")).at(-1)!;
}

async function openInbox(): Promise<Page> {
  const page = await ruth.newPage();
  await page.goto(`${context.config.appUrl}/desk/replies`);
  return page;
}

/** An editor in a window of their own, in a conversation. */
async function aWriter(name: string, with_ = /Ana Torres/) {
  const { id } = await anEditor(context, name);
  const window = await signedIn(browser, context, name.toLowerCase().replace(" ", "."));
  const page = await window.newPage();
  await page.goto(`${context.config.appUrl}/desk/replies`);
  await page.getByRole("link", { name: with_ }).first().click();
  await page.getByLabel(/^To /).waitFor();
  await isLive(page);
  return { id, window, page, path: page.url() };
}

describe("a reader and an editor write to each other", () => {
  test("the answer of the editor arrives, and the reader's answer to it comes back in its conversation", async () => {
    await comes(
      replyTo,
      "Robots do not pack.\r\n\r\nOn 23 Nov 2026, The Briefing wrote:\r\n> Robots learn to pack\r\n",
      ["Message-ID: <first@readers.example>"],
    );
    const page = await openInbox();
    await page.getByRole("navigation", { name: "Desk" }).getByRole("link", { name: "Replies 1 open" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByText("Robots do not pack.").first().waitFor();
    expect(await page.getByText("> Robots learn to pack").isVisible()).toBe(false);
    await page.getByText("2 quoted lines").click();
    await page.getByText("> Robots learn to pack").waitFor();
    await expectNoAxeViolations(page);

    const box = page.getByLabel("To Ana Torres");
    await box.fill("They do in Rotterdam.\n\nRuth");
    await page.reload();
    await expect.poll(() => box.inputValue()).toContain("They do in Rotterdam.");
    await box.press("Control+Enter");
    await page.getByText("The answer is kept above").waitFor();
    await expect.poll(() => box.inputValue()).toBe("");
    await page.getByText("Waits to be sent").waitFor();

    const mail = await handOver();
    expect(mail.from?.value[0]).toMatchObject({ address: "editors@briefing.example.org" });
    expect(mail.inReplyTo).toBe("<first@readers.example>");
    expect(mail.text).toContain("They do in Rotterdam.");
    expect(mail.text).toContain("> Robots do not pack.");
    expect(mail.headers.has("auto-submitted")).toBe(false);
    const back = mail.replyTo!.value[0]!.address!;
    expect(back).toMatch(/^replies\+[a-z2-7]+@replies\.example\.org$/);
    await page.reload();
    await page.getByText("Sent", { exact: true }).waitFor();

    await comes(back, "Not in Hamburg.", ["Message-ID: <second@readers.example>", `In-Reply-To: ${mail.messageId}`]);
    await page.reload();
    await page.getByRole("listitem").getByText("Not in Hamburg.").waitFor();
    expect(await page.getByRole("main").getByRole("listitem").filter({ hasText: "Ruth Ostrander" }).count()).toBe(1);
    expect(await context.db.selectFrom("conversations").selectAll().execute()).toHaveLength(1);
    await page.close();
  });

  test("a letter is marked, permission asked and recorded, and its words are ready for an article", async () => {
    const page = await openInbox();
    await page.getByRole("link", { name: /Ana Torres/ }).click();
    await page.getByLabel("Words to print").fill("Robots do not pack.");
    await page.getByRole("button", { name: "Mark as a letter" }).click();
    await page.getByText("Permission was not asked yet").waitFor();
    await page.getByRole("button", { name: "Ask for permission to print" }).click();
    expect(await page.getByLabel("To Ana Torres").inputValue()).toContain("“Robots do not pack.”");
    await page.getByRole("button", { name: "Send, and it is done" }).click();
    await page.getByText("Permission was asked", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Open it again" }).waitFor();
    await page.getByRole("button", { name: "They agree" }).click();
    await page.getByRole("alert").filter({ hasText: "has not answered the question yet" }).waitFor();
    const mail = await handOver();
    await comes(mail.replyTo!.value[0]!.address!, "Yes, of course.");
    await page.reload();
    await page.getByRole("button", { name: "They agree" }).click();
    await page.getByText("The reader has agreed").waitFor();
    expect(await page.getByLabel("For an article").inputValue()).toBe(
      "> [!QUOTE] Ana Torres\n>\n> Robots do not pack.",
    );
    await expectNoAxeViolations(page);
    await page.close();
  });

  test("the answer of a colleague who was faster is shown before a second one goes out", async () => {
    const tom = await signedIn(browser, context, "tom.reyes");
    const [mine, theirs] = [await openInbox(), await tom.newPage()];
    await mine.getByRole("link", { name: /Ana Torres/ }).click();
    await mine.getByLabel("To Ana Torres").fill("Thank you from Ruth.");
    await theirs.goto(mine.url());
    await isLive(theirs);
    await theirs.getByLabel("To Ana Torres").fill("Thank you from Tom.");
    await theirs.getByRole("button", { name: "Send the answer" }).click();
    await theirs.getByText("The answer is kept above").waitFor();
    await mine.getByRole("button", { name: "Send the answer" }).click();
    await mine.getByText("Tom Reyes has answered meanwhile").waitFor();
    await mine.getByRole("listitem").getByText("Thank you from Tom.").waitFor();
    expect(await mine.getByLabel("To Ana Torres").inputValue()).toBe("Thank you from Ruth.");
    await expectNoAxeViolations(mine);
    await mine.getByRole("button", { name: "Send the answer" }).click();
    await mine.getByText("The answer is kept above").waitFor();
    await tom.close();
    await mine.close();
  });

  test("an answer that was written when its session ended is there after signing in again, and goes out once", async () => {
    const lea = await aWriter("Lea Brandt");
    await lea.page.getByLabel("To Ana Torres").fill("Written for an hour.");
    await context.db.deleteFrom("sessions").where("editor_id", "=", lea.id).execute();
    await lea.page.getByRole("button", { name: "Send the answer" }).click();
    await lea.page.waitForURL(/sign-in/);
    const answers = () => context.db.selectFrom("conversation_messages").select("id").where("editor_id", "=", lea.id);
    expect(await answers().execute()).toEqual([]);
    await signIn(lea.window, context, lea);
    await lea.page.goto(lea.path);
    await isLive(lea.page);
    await expect.poll(() => lea.page.getByLabel("To Ana Torres").inputValue()).toBe("Written for an hour.");
    await lea.page.getByRole("button", { name: "Send the answer" }).click();
    await lea.page.getByText("The answer is kept above").waitFor();
    expect(await answers().execute()).toHaveLength(1);
    await lea.window.close();
  });

  test("an answer to a reader who was erased meanwhile is not sent, and says so", async () => {
    const eve = await aReader(context, list, "eve@readers.example", "Eve Stone");
    const { id: editionId } = await context.db.selectFrom("editions").select("id").executeTakeFirstOrThrow();
    const to = referenceAddress(context, "reply", { editionId }, eve.id, context.clock())!;
    await comes(to, "I was here.", [], "Eve Stone <eve@readers.example>");
    const kim = await aWriter("Kim Larsen", /Eve Stone/);
    await kim.page.getByLabel("To Eve Stone").fill("Too late.");
    await erase(context, eve.id, "Ruth");
    await kim.page.getByRole("button", { name: "Send the answer" }).click();
    await kim.page
      .getByRole("heading", { name: "Not found" })
      .or(kim.page.getByText("not there any more"))
      .first()
      .waitFor();
    expect(await context.db.selectFrom("letters").select("id").where("subscriber_id", "=", eve.id).execute()).toEqual(
      [],
    );
    await kim.window.close();
  });

  test("it is given to a colleague, and done; who wants no more is let go", async () => {
    await comes(replyTo, "Please take me off this list.");
    const page = await openInbox();
    await page.getByText("Wants no more").waitFor();
    await page.getByRole("link", { name: /Ana Torres/ }).click();
    await page.getByLabel("Give it to").selectOption("Tom Reyes");
    await page.getByRole("button", { name: "Give" }).click();
    await page.getByRole("button", { name: "End the subscription" }).click();
    await page.getByText("ended the subscription at this reader’s wish").waitFor();
    await page.getByText("Gets nothing any more").waitFor();
    await page.getByRole("button", { name: "Done", exact: true }).click();
    await page.getByRole("button", { name: "Open it again" }).waitFor();
    await page.getByRole("link", { name: "All replies" }).click();
    await page.getByText("Nobody waits").waitFor();
    await page.getByRole("link", { name: /^Done/ }).click();
    await page.getByText("with Tom Reyes").waitFor();
    await page.close();
  });

  test("HTML of a stranger runs nothing and asks nobody, and files are only downloaded", async () => {
    const html = `<p>Hello</p><script>fetch("https://evil.example/1")</script><img src="https://evil.example/2"><link rel="dns-prefetch" href="https://evil.example"><a href="https://evil.example/3">click</a><form action="https://evil.example/4"><button>go</button></form><meta http-equiv="refresh" content="0;url=https://evil.example/5">`;
    const part = (head: string, body: string) => `--b\r\n${head}\r\n\r\n${body}\r\n`;
    const file = (name: string, body: string) =>
      part(`Content-Type: text/html\r\nContent-Disposition: attachment; filename="${name}"`, body);
    await comes(
      replyTo,
      `${part("Content-Type: text/html; charset=utf-8", html)}${file("page.html", "<script>no()</script>")}--b--`,
      ["Content-Type: multipart/mixed; boundary=b"],
      "Mallory <mallory@evil.example>",
    );
    const page = await openInbox();
    const asked: string[] = [];
    page.on("request", (request) => void asked.push(request.url()));
    await page.getByRole("link", { name: /Mallory/ }).click();
    await page.getByText("Somebody else answered with this reader’s address of reply").waitFor();
    expect(await page.getByRole("button", { name: "Send the answer" }).count()).toBe(0);
    await page.getByText("A web page: it may run scripts when opened").waitFor();
    await page.getByText("Show as it was sent").click();
    const frame = page.frameLocator("iframe");
    await frame.getByText("Hello").waitFor();
    await frame.getByText("click").click();
    await frame.getByText("Hello").waitFor();
    expect(asked.filter((url) => !url.startsWith(context.config.appUrl) && !url.startsWith("data:"))).toEqual([]);
    const link = page.getByRole("link", { name: "Download page.html" });
    const path = await link.getAttribute("href");
    const got = await ruth.request.get(context.config.appUrl + path);
    expect(got.headers()).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="page.html"; filename*=UTF-8''page.html`,
      "x-content-type-options": "nosniff",
    });
    const picture = await ruth.request.get(context.config.appUrl + path!.replace("/files/", "/pictures/"));
    expect(picture.status()).toBe(404);
    await page.close();
  });
});
