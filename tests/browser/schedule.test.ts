import { expect, test } from "vitest";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { addNotice, openNotices } from "#app/models/notices.server.ts";
import { activeSlots } from "#app/models/sending/schedule/slots.server.ts";
import { articleById } from "#app/models/articles/articles.server.ts";
import { launchBrowser, signIn } from "../support/browser.ts";
import { testContext } from "../support/context.ts";
import { anEditor, aPassword } from "../support/desk.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { isLive } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";
import { freePort, startWeb } from "../support/web.ts";

test("an operator makes a slot, approves, schedules and takes note without JavaScript", async () => {
  const url = `http://localhost:${await freePort()}`;
  const context = await testContext({ env: { APP_URL: url } });
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  await anEditor(context, "Ruth Ostrander", "operator");
  await anIssue(context, list);
  await addNotice(context, { kind: "slot-empty", text: "Nothing went out.", link: "/desk/schedule#slot-1" });
  await startWeb(context);
  const browser = await launchBrowser();
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${url}/desk/sign-in?to=/desk/schedule`);
  await page.getByLabel("Email").fill("ruth.ostrander@briefing.example");
  await page.getByLabel("Password").fill(aPassword);
  await page.getByRole("button", { name: "Sign in" }).click();

  const dismiss = page.getByRole("button", { name: "Dismiss: Nothing went out." });
  await dismiss.click();
  await dismiss.waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe("/desk/schedule");
  expect(await openNotices(context)).toEqual([]);

  await page.getByLabel("Every", { exact: true }).selectOption("Tuesday");
  await page.getByLabel("At", { exact: true }).fill("06:30");
  await page.getByRole("button", { name: "Make the slot" }).click();
  await page.getByRole("status").filter({ hasText: "Every Tuesday at 06:30" }).waitFor();
  expect(await activeSlots(context)).toMatchObject([{ weekday: 2, minute: 390, timeZone: "Europe/Amsterdam" }]);

  await page.goto(`${url}/desk/issues/1/send`);
  await page.getByLabel("Send at").fill("2026-11-20T07:00");
  await page.getByRole("button", { name: "Send it then" }).click();
  await page.getByText("That time has passed").waitFor();
  expect(await page.getByLabel("Send at").inputValue()).toBe("2026-11-20T07:00");
  await page.getByLabel("Send at").fill("2026-11-30T07:00");
  await page.getByRole("button", { name: "Send it then" }).click();
  await page.getByText("It goes out by itself on Monday 30 November 2026, 07:00").waitFor();
  expect((await issueByNumber(context, 1))!.sendAt).toBe(Date.UTC(2026, 10, 30, 6));

  await page.getByRole("button", { name: "Take the approval back" }).click();
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByText("with the weekly slot on Tuesday 24 November 2026, 06:30").waitFor();
  expect(await issueByNumber(context, 1)).toMatchObject({ status: "ready", sendAt: null });
});

test("an embargo that is half typed stays as it was, which is said, until it is whole or empty", async () => {
  const { context } = await aSite();
  const { id } = await anArticle(context, { embargo: "2026-11-30T07:00" });
  const browser = await launchBrowser();
  const ines = await browser.newContext();
  await signIn(ines, context, await anEditor(context, "Ines Halloran"));
  const page = await ines.newPage();
  await page.goto(`${context.config.appUrl}/desk/articles/${id}`);
  await page.getByRole("textbox", { name: "Body" }).waitFor();
  await isLive(page);
  const field = page.getByLabel("Embargo", { exact: true });
  const stored = async () => (await articleById(context, id))!;
  await field.focus();
  await page.keyboard.press("Backspace");
  await page.getByLabel("Headline").fill("Robots learn to sort");
  await page.getByText("The embargo of 2026-11-30, 07:00 stays until then.").waitFor();
  // It is announced where it stands: who types elsewhere by now goes on typing there.
  await page.getByRole("alert").filter({ hasText: "Give the day and the whole time" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("headline");
  await expect.poll(stored).toMatchObject({ headline: "Robots learn to sort", embargo: "2026-11-30T07:00" });
  await field.fill("2026-12-01T08:30");
  await expect.poll(stored).toMatchObject({ embargo: "2026-12-01T08:30" });
  await field.focus();
  for (const key of Array(6).fill(["Backspace", "ArrowRight"]).flat()) await page.keyboard.press(key as string);
  await expect.poll(stored).toMatchObject({ embargo: "" });
});
