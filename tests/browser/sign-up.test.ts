import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { getBriefing } from "#app/models/briefing.server.ts";
import { createList, setListSignUp, type List } from "#app/models/readers/lists.server.ts";
import { signUpSnippets } from "#app/models/readers/sign-up/embedCode.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let url: string;

beforeAll(async () => {
  browser = await launchBrowser();
});

beforeEach(async () => {
  ({ context, list } = await aSite());
  url = context.config.appUrl;
  const made = await createList(context, { slug: "monthly", name: "Robotics Monthly" });
  if ("list" in made)
    await setListSignUp(context, made.list.id, { open: "yes", description: "The month in one mail." });
  await anArticle(context, { topics: ["Regulation", "Investment"] });
  await context.db.updateTable("articles").set({ published_at: context.clock() }).execute();
});

const waiting = () => context.db.selectFrom("sign_ups").select(["email", "name", "topics", "source"]).execute();

async function aPage(options: { javaScriptEnabled: boolean }): Promise<Page> {
  const reader: BrowserContext = await browser.newContext(options);
  endsWithTheTest(() => reader.close());
  return reader.newPage();
}

test("a reader without JavaScript chooses, is asked about a slip, and goes on with what they meant", async () => {
  const page = await aPage({ javaScriptEnabled: false });
  await page.goto(`${url}/subscribe`);
  context.later(3000);
  await page.getByLabel("Email address").fill("ana@gmial.com");
  await page.getByLabel("Your name (optional)").fill("Ana “Ruiz” O’Hara");
  await page.getByLabel("Investment").check();
  await page.getByRole("button", { name: "Subscribe" }).click();
  await page.getByText("Choose at least one.").first().waitFor();
  await page.getByLabel("Robotics Monthly").check();
  await page.getByRole("button", { name: "Subscribe" }).click();
  await page.getByText("Did you mean").waitFor();
  expect(await page.getByLabel("Investment").isChecked()).toBe(true);
  expect(await waiting()).toEqual([]);
  await page.getByRole("button", { name: "Yes, use ana@gmail.com" }).click();
  await page.waitForURL(`${url}/subscribe/sent`);
  expect(await waiting()).toEqual([
    { email: "ana@gmail.com", name: "Ana “Ruiz” O’Hara", topics: '["investment"]', source: "/subscribe" },
  ]);
});

test("the form, the hint and the closed door have no accessibility faults", async () => {
  const page = await aPage({ javaScriptEnabled: true });
  await page.goto(`${url}/subscribe`);
  await expectNoAxeViolations(page);
  await page.getByLabel("Email address").fill("ana@gmial.com");
  await page.getByRole("button", { name: "Subscribe" }).click();
  await expectNoAxeViolations(page);
  await page.goto(`${url}/privacy`);
  await expectNoAxeViolations(page);
});

test("under pressure a browser does the work by our one script, and one press is enough (C-24)", async () => {
  await context.db.updateTable("sign_up_pressure").set({ alarm_at: context.clock() }).execute();
  const page = await aPage({ javaScriptEnabled: true });
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
  await page.goto(`${url}/articles`);
  await page.getByLabel(/by email/).fill("ana@readers.example");
  await page.getByRole("button", { name: "Subscribe" }).click();
  await page.getByRole("heading", { name: "One press, and the mail goes out" }).waitFor();
  context.later(3000);
  await page.getByText("Done. You can press the button now.").waitFor();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await page.waitForURL(`${url}/subscribe/sent`);
  expect(scripts).toEqual([`${url}/prove.js`]);
  expect((await waiting()).map(({ email }) => email)).toEqual(["ana@readers.example"]);
  // It was the proof that let it through, not the narrow door for those who run no scripts.
  const plain = await context.db.selectFrom("throttles").select("count").where("scope", "=", "sign-up-plain").execute();
  expect(plain).toEqual([]);
});

test("another site takes the form in a frame, or as a form of its own", async () => {
  const snippets = await signUpSnippets(context, (await getBriefing(context))!, list);
  const server = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>A blog</title><h1>A blog</h1>${snippets.frame}<hr>${snippets.form}`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  endsWithTheTest(async () => {
    server.close();
    await once(server, "close");
  });
  const blog = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await aPage({ javaScriptEnabled: false });

  await page.goto(blog);
  const frame = page.frameLocator("iframe");
  await frame.getByLabel("Email address").fill("ana@readers.example");
  context.later(3000);
  await frame.getByRole("button", { name: "Subscribe" }).click();
  await frame.getByRole("heading", { name: "Check your inbox" }).waitFor();
  expect(page.url()).toBe(`${blog}/`);

  await page.locator("body > form").getByLabel("Email address").fill("bo@readers.example");
  await page.locator("body > form").getByRole("button", { name: "Subscribe" }).click();
  await page.waitForURL(`${url}/subscribe-form?sent`);
  expect((await waiting()).map(({ email, source }) => `${email} ${source}`)).toEqual([
    `ana@readers.example form on ${blog}`,
    `bo@readers.example form on ${blog}`,
  ]);
  expect(await page.context().cookies()).toEqual([]);
});
