import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { everyKind, everyMail } from "../support/every-mail.ts";
import { everythingIn, ofClicks } from "../support/site.ts";

const minute = 60_000;

test("a robot that opens every link of every mail in a browser with JavaScript, and waits, changes nothing (C-21)", async () => {
  const { context, kinds, links } = await everyMail();
  expect(kinds).toEqual(everyKind);
  const robot = await (await launchBrowser()).newContext({ javaScriptEnabled: true });
  const before = await everythingIn(context, ofClicks);
  const pages = await Promise.all(links.map(() => robot.newPage()));
  for (const wait of [0, 2 * minute, 24 * 60 * minute]) {
    context.later(wait);
    await Promise.all(links.map((link, nth) => open(pages[nth]!, link)));
    expect(await everythingIn(context, ofClicks)).toBe(before);
  }
  expect(await robot.cookies()).toEqual([]);
});

/** Stays until it has asked for nothing for half a second: whatever a page did by itself, it would do at once. */
async function open(page: Page, link: string) {
  const answer = await page.goto(link, { waitUntil: "networkidle" });
  expect(answer!.status(), link).toBeLessThan(400);
}
