import { beforeEach, expect, test } from "vitest";
import { ask } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anIssue } from "../support/newsroom.ts";
import { anUnsetSite, aSite } from "../support/site.ts";

let context: TestContext;
let number: number;
let ruth: AtTheDesk;

beforeEach(async () => {
  const site = await aSite({ language: "de" });
  context = site.context;
  number = await anIssue(context, site.list);
  ruth = await atTheDesk(context, "owner");
});

const page = async (path: string) => (await ask(context, path)).text;
const seen = async (path: string) => (await ruth.see(path)).text;

test.each(["/desk", "/desk/settings", "/desk/settings/account", "/desk/schedule", "/desk/issues/1/send"])(
  "%s stands in the desk's frame: in English, with its scripts",
  async (path) => {
    const html = await seen(path);
    expect(html).toMatch(/<html lang="en"/);
    expect(html).toContain('<body class="desk"');
    expect(html).toMatch(/<script/);
  },
);

test("so do the pages before one is in: signing in, by a link too, and setting up", async () => {
  for (const path of ["/desk/sign-in", "/desk/sign-in/none"]) expect(await page(path)).toContain('<body class="desk"');
  context = await anUnsetSite();
  expect(await page("/desk/set-up")).toContain('<body class="desk"');
});

test.each(["/", "/articles", "/privacy", "/search?q=robots"])(
  "%s stands in the frame that readers see: in their language, without scripts",
  async (path) => {
    const html = await page(path);
    expect(html).toMatch(/<html lang="de"/);
    expect(html).toContain('<body class="site"');
    expect(html).not.toMatch(/<script(?! type="application\/ld\+json")/);
  },
);

test("a page's title is in the readers' language too", async () => {
  expect(await page("/unsubscribe")).toMatch(/<title>So bestellen Sie ab · /);
});

test("how an issue will stand on the web is shown to editors as readers will see it", async () => {
  const html = await seen(`/desk/issues/${number}/page`);
  expect(html).toContain('<body class="site"');
});

test("what is not there is said in the frame around it", async () => {
  expect(await page("/articles/none")).toContain('<html lang="de"');
  expect(await seen("/desk/issues/99")).toContain('aria-label="Desk"');
});
