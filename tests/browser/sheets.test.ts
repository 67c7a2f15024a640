import type { Browser, BrowserContext, Locator, Page, Route } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { plainBody } from "#app/models/body.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor, aPassword } from "../support/desk.ts";
import { aBriefing, anArticle, anIssue } from "../support/newsroom.ts";
import { aPicture } from "../support/pictures.ts";
import { isLive } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";
import { freePort, startWeb } from "../support/web.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let inesHalloran: Editor;
let ines: BrowserContext;

beforeAll(async () => {
  ({ context, list } = await aSite());
  inesHalloran = await anEditor(context, "Ines Halloran");
  await anEditor(context, "Tom Reyes");
  browser = await launchBrowser();
});

beforeEach(async () => {
  ines = await signedIn(inesHalloran);
});

/** A browser of its own for an editor, whose pages' clock goes by itself and can be turned. */
async function signedIn(editor: Editor, at = context): Promise<BrowserContext> {
  const someone = await browser.newContext();
  await signIn(someone, at, editor);
  await someone.clock.install();
  return someone;
}

async function open(path: string, who = ines, at = context): Promise<Page> {
  const page = await who.newPage();
  await page.goto(at.config.appUrl + path);
  await bodyOf(page).waitFor();
  await isLive(page);
  return page;
}

const bodyOf = (page: Page) => page.getByRole("textbox", { name: /^(Body|Intro)$/ });
const said = (page: Page, words: RegExp) => inTime(page, page.getByRole("status").filter({ hasText: words }));
const alert = (page: Page, words: RegExp) => inTime(page, page.getByRole("alert").filter({ hasText: words }));
/** Saved in this visit, which is said by the time alone. */
const saved = (page: Page) => said(page, /^Saved \d\d:\d\d/);

/** Turns the page's clock until something is shown: a page saves a while after the last key, and tries again later. */
async function inTime(page: Page, shown: Locator) {
  for (;;) {
    await page.clock.fastForward(1500);
    const isShown = await shown.waitFor({ timeout: 1000 }).then(
      () => true,
      () => false,
    );
    if (isShown) return;
  }
}

async function type(page: Page, words: string) {
  await bodyOf(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(words);
}

/** What the server has of the article that a page shows. */
async function stored(page: Page, at = context): Promise<string> {
  const sheet = await sheetOf(at, Number(/\d+$/.exec(new URL(page.url()).pathname)![0]));
  return plainBody(sheet!.typed.body);
}

/** Ends its process, as a crash does: no event tells the page. */
async function kill(page: Page) {
  const killer = await page.context().newCDPSession(page);
  const dead = page.waitForEvent("crash");
  killer.send("Page.crash").catch(() => {});
  await dead;
  // The clock of a browser cannot be turned while one of its pages does not answer.
  await page.close();
}

const isSave = (url: URL) => url.pathname.endsWith("/sheet");

describe("a sheet that saves itself", () => {
  test("a new article has its row and its address from its first words on; caret, undo and focus stay", async () => {
    const page = await open("/desk/articles/new");
    await type(page, "Robots pack");
    await page.waitForURL(/\/desk\/articles\/\d+$/);
    await saved(page);
    await page.keyboard.type(" boxes");
    await saved(page);
    expect(await stored(page)).toBe("Robots pack boxes");
    // The focus is still in the text, and undo goes back across the saves.
    for (let i = 0; i < 20; i += 1) await page.keyboard.press("Control+z");
    expect(await bodyOf(page).textContent()).toBe("");
  });

  test("undo takes back a word, not the sentence, and survives the saves", async () => {
    const page = await open("/desk/articles/new");
    await type(page, "One two ");
    await saved(page);
    // Words typed slowly, as on a busy machine, are undone in parts: time stands while they are typed.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 60_000));
    await page.keyboard.type("three four");
    await page.clock.resume();
    await saved(page);
    const left = [];
    for (let i = 0; i < 2; i += 1) {
      await page.keyboard.press("Control+z");
      left.push((await bodyOf(page).textContent())!.trim());
    }
    expect(left).toEqual(["One two three", "One two"]);
    await saved(page);
    await expect.poll(() => stored(page)).toMatch(/^One two\s*$/);
  });

  test("undo takes back a second of deleting, and goes back in the headline too, across a save", async () => {
    const page = await open("/desk/articles/new");
    await type(page, "abcdefghij");
    for (let i = 0; i < 8; i += 1) {
      await page.keyboard.press("Backspace");
      await page.clock.fastForward(300);
    }
    await page.keyboard.press("Control+z");
    const back = (await bodyOf(page).textContent())!.length;
    expect([back > 2, back < 10]).toEqual([true, true]);
    await page.getByLabel("Headline").fill("Robots");
    await saved(page);
    await page.getByLabel("Headline").press("End");
    await page.keyboard.type(" pack");
    await saved(page);
    // The browser's own undo, which a save must not take away.
    for (let i = 0; i < 5; i += 1) await page.keyboard.press("Control+z");
    expect(await page.getByLabel("Headline").inputValue()).toMatch(/^(Robots)?$/);
  });

  test("a text of 5,000 words is saved whole, at once and after a failure", async () => {
    const page = await open("/desk/articles/new");
    const words = Array.from({ length: 5000 }, (_, i) => `word${i}`).join(" ");
    await bodyOf(page).click();
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.activeElement!.dispatchEvent(paste);
    }, words);
    await saved(page);
    await page.route(isSave, (route) => route.abort());
    await page.keyboard.type(" and one more");
    await alert(page, /no connection/);
    await kill(page);
    const again = await open(new URL(page.url()).pathname);
    await saved(again);
    expect(await stored(again)).toBe(`${words} and one more`);
  });

  test("an unfinished draft is saved: no headline, a source without an address", async () => {
    const page = await open("/desk/articles/new");
    await page.getByRole("button", { name: "Add a source" }).click();
    await page.getByLabel("Title of source 1").fill("The plan");
    await page.waitForURL(/\/desk\/articles\/\d+$/);
    await saved(page);
    await page.getByRole("button", { name: "Publish" }).click();
    const dialog = page.getByRole("dialog", { name: "Not ready for the site" });
    await dialog.getByText("Give the article a headline.").waitFor();
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    const headline = page.getByLabel("Headline");
    await expect.poll(() => headline.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await page.getByText("Give the article a headline.").count()).toBe(1);
    await page.reload();
    expect(await page.getByLabel("Title of source 1").inputValue()).toBe("The plan");
  });

  test("an article on the site changes there only when somebody updates it", async () => {
    const { id, slug } = await anArticle(context, { headline: "Robots on the site" });
    await setPublished(context, id, true);
    const page = await open(`/desk/articles/${id}`);
    await type(page, " Half a sent");
    await said(page, /^Saved \d\d:\d\d/);
    await page.getByText("Changes not on the site").waitFor();
    const site = async () => (await fetch(`${context.config.appUrl}/articles/${slug}`)).text();
    expect(await site()).not.toContain("Half a sent");
    await page.reload();
    await type(page, "ence.");
    await page.getByRole("button", { name: "Update the site" }).click();
    const question = page.getByRole("dialog", { name: "Update the site?" });
    const changes = question.getByRole("region", { name: "What changes" });
    expect(await changes.locator("ins").allTextContents()).toEqual([" Half a sentence."]);
    await expectNoAxeViolations(page);
    expect(await site()).not.toContain("Half a sent");
    await question.getByRole("button", { name: "Update the site" }).click();
    await page.getByText("Changes not on the site").waitFor({ state: "detached" });
    expect(await site()).toContain("Half a sentence.");
  });

  test("an issue saves itself, and its checks follow", async () => {
    const number = await anIssue(context, list, { subject: "" });
    const page = await open(`/desk/issues/${number}`);
    await page.getByText("The issue has no subject.").waitFor();
    await page.getByLabel("Subject", { exact: true }).fill("Robots of the week");
    await saved(page);
    await page.getByText("The issue has no subject.").waitFor({ state: "detached" });
    expect((await issueByNumber(context, number))!.subject).toBe("Robots of the week");
  });

  test("saving floods no log: many saves are one line", async () => {
    const page = await open("/desk/articles/new");
    const before = (await recentEvents(context, 200)).length;
    for (const words of ["One", " two", " three"]) {
      await type(page, words);
      await saved(page);
    }
    expect((await recentEvents(context, 200)).length - before).toBe(1);
  });
});

describe("a save that fails", () => {
  const failures: [string, RegExp, (route: Route) => Promise<void>][] = [
    ["no network", /no connection/, (route) => route.abort("internetdisconnected")],
    [
      "a network that is cut after the desk has saved",
      /no connection/,
      async (route) => {
        await route.fetch();
        await route.abort("connectionreset");
      },
    ],
    [
      "a proxy whose server is away",
      /does not answer/,
      (route) => route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" }),
    ],
    ["a desk that is being restarted", /does not answer/, (route) => route.fulfill({ status: 503, body: "Wait" })],
    ["a full disk", /disk of the desk is full/, (route) => route.fulfill({ status: 507, json: { error: "full" } })],
    ["a page of a newer version", /new version/, (route) => route.fulfill({ status: 200, body: "<!doctype html>" })],
    ["a proxy that takes no such size", /too large|larger than/, (route) => route.fulfill({ status: 413, body: "no" })],
    ["a firewall", /refuses the save/, (route) => route.fulfill({ status: 403, body: "no" })],
  ];

  test.each(failures)(
    "by %s: the page says so, keeps every word and saves by itself later",
    async (_what, words, fail) => {
      const page = await open("/desk/articles/new");
      let fails = true;
      await page.route(isSave, (route) => (fails ? fail(route) : route.continue()));
      await type(page, "Robots");
      await alert(page, words);
      await page.keyboard.type(" pack");
      await said(page, /^Not saved: /);
      fails = false;
      await page.keyboard.type(" boxes");
      await saved(page);
      expect(await stored(page)).toBe("Robots pack boxes");
      expect(await page.getByRole("alert").count()).toBe(0);
    },
  );

  test("by an expired session: a dialog renews it, and who signs in is asked before words go under another name", async () => {
    const page = await open("/desk/articles/new");
    await type(page, "Robots");
    await saved(page);
    await context.db.deleteFrom("sessions").execute();
    await page.keyboard.type(" pack");
    await alert(page, /session has ended/);
    const signIn = async (email: string) => {
      await page.getByRole("button", { name: "Sign in again" }).click();
      const password = page.getByRole("dialog").getByLabel("Password");
      expect(await password.evaluate((field) => field === document.activeElement)).toBe(true);
      await page.getByLabel("Email").fill(`${email}@briefing.example`);
      await password.fill(aPassword);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    await signIn("tom.reyes");
    await alert(page, /Tom Reyes is signed in here now, and these words are Ines Halloran/);
    expect(await stored(page)).toBe("Robots");
    await signIn("ines.halloran");
    await saved(page);
    expect(await stored(page)).toBe("Robots pack");
  });
});

test("a desk that goes away while somebody types has every word when it is back", async () => {
  const elsewhere = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
  const web = await startWeb(elsewhere);
  await aBriefing(elsewhere);
  const editor = await anEditor(elsewhere, "Ines Halloran");
  const page = await open("/desk/articles/new", await signedIn(editor, elsewhere), elsewhere);
  await type(page, "Before.");
  await saved(page);
  await page.keyboard.type(" While");
  await web.stop();
  await page.keyboard.type(" away.");
  await alert(page, /no connection/);
  await startWeb(elsewhere);
  await page.keyboard.type(" After.");
  await saved(page);
  expect(await stored(page, elsewhere)).toBe("Before. While away. After.");
});

test("a search for articles that fails leaves the issue's page as it is", async () => {
  const page = await open(`/desk/issues/${await anIssue(context, list)}`);
  await type(page, "Good morning.");
  await saved(page);
  await page.route(/issues\/articles/, (route) => route.abort());
  const asked = page.waitForEvent("requestfailed");
  await page.getByRole("button", { name: "+ Articles" }).click();
  await page.getByLabel("Add an article").fill("robots");
  await asked;
  await page.getByText("The desk cannot be reached.").waitFor();
  expect(await bodyOf(page).textContent()).toBe("Good morning.");
});

describe("words that only the browser has", () => {
  test.each(["/desk/articles/new", "article", "issue"])("of %s come back after the tab was killed", async (what) => {
    const path =
      what === "article"
        ? `/desk/articles/${(await anArticle(context)).id}`
        : what === "issue"
          ? `/desk/issues/${await anIssue(context, list)}`
          : what;
    const page = await open(path);
    await page.route(isSave, (route) => route.abort());
    await type(page, "Words that nobody else has");
    await alert(page, /no connection/);
    await kill(page);
    const again = await open(path);
    await said(again, /^These words from .* were not saved at the time; they are back/);
    expect(await bodyOf(again).textContent()).toContain("Words that nobody else has");
    await saved(again);
    await again.reload();
    await bodyOf(again).waitFor();
    expect(await bodyOf(again).textContent()).toContain("Words that nobody else has");
    expect(await again.getByText("they are back").count()).toBe(0);
  });

  test("cannot be thrown away any more once something was typed after them", async () => {
    const { id } = await anArticle(context, { headline: "Typed on" });
    const page = await open(`/desk/articles/${id}`);
    await page.route(isSave, (route) => route.abort());
    await type(page, "Came back. ");
    await alert(page, /no connection/);
    await kill(page);
    const again = await open(`/desk/articles/${id}`);
    await saved(again);
    await type(again, "An hour of new writing.");
    await saved(again);
    expect(await again.getByRole("button", { name: "Throw them away" }).count()).toBe(0);
    expect(await stored(again)).toContain("An hour of new writing.");
  });

  test("can be thrown away, even after they were saved", async () => {
    const { id } = await anArticle(context, { headline: "Thrown away" });
    const page = await open(`/desk/articles/${id}`);
    await page.route(isSave, (route) => route.abort());
    await type(page, "Not this");
    await alert(page, /no connection/);
    await kill(page);
    const again = await open(`/desk/articles/${id}`);
    await saved(again);
    await again.getByRole("button", { name: "Throw them away" }).click();
    await saved(again);
    await expect.poll(() => stored(again)).not.toContain("Not this");
    expect(await bodyOf(again).textContent()).not.toContain("Not this");
  });

  test("are not shown in a second tab while the first is open", async () => {
    const page = await open("/desk/articles/new");
    await page.route(isSave, (route) => route.abort());
    await type(page, "Mine alone");
    await alert(page, /no connection/);
    const second = await open("/desk/articles/new");
    expect(await bodyOf(second).textContent()).toBe("");
  });

  test("are only on the page where the browser stores nothing, and the page says so", async () => {
    const page = await ines.newPage();
    await page.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { value: undefined }));
    await page.goto(`${context.config.appUrl}/desk/articles/new`);
    await page.route(isSave, (route) => route.abort());
    await type(page, "Robots");
    await alert(page, /stores nothing, so keep this page open/);
    await page.unroute(isSave);
    await page.getByRole("button", { name: "Try now" }).click();
    await saved(page);
  });
});

describe("leaving", () => {
  test("by a link saves first, and asks only when that fails", async () => {
    const page = await open("/desk/articles/new");
    await type(page, "Last words");
    await page.getByRole("link", { name: "All articles" }).click();
    await page.waitForURL(`${context.config.appUrl}/desk/articles`);
    await page.getByRole("link", { name: "Untitled" }).first().waitFor();
    const other = await open("/desk/articles/new");
    await other.route(isSave, (route) => route.abort());
    await type(other, "Last words");
    await other.getByRole("link", { name: "All articles" }).click();
    await other.getByRole("dialog", { name: "Leave unsaved words?" }).waitFor();
    await other.getByRole("button", { name: "Stay here" }).click();
    expect(await bodyOf(other).textContent()).toBe("Last words");
  });

  test("while pictures are on their way asks first: by a reload, by closing the tab and by a link", async () => {
    const page = await open("/desk/articles/new");
    await type(page, "Words");
    await said(page, /^Saved \d\d:\d\d/);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route("**/desk/images", async (route) => {
      await held;
      await route.continue();
    });
    const picture = (await aPicture({ width: 30, height: 20 })).toString("base64");
    await bodyOf(page).evaluate((text, picture) => {
      const data = new DataTransfer();
      data.setData("text/html", `<p><img src="data:image/jpeg;base64,${picture}" alt="A quay"></p>`);
      text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, picture);
    await page.getByText("Bringing in “A quay”…").waitFor();
    await said(page, /^Saved \d\d:\d\d/);
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.evaluate(() => location.reload());
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await page.getByRole("link", { name: "All articles" }).click();
    await page.getByRole("dialog", { name: "Leave before the pictures are here?" }).waitFor();
    await page.getByRole("button", { name: "Stay here" }).click();
    letGo();
    await page.locator(".ProseMirror figure img").waitFor();
    await said(page, /^Saved \d\d:\d\d/);
    await page.reload();
    await page.locator(".ProseMirror figure img").waitFor();
    expect(asked).toEqual(["beforeunload"]);
  });

  test("by closing the tab sends the last words after it", async () => {
    const { id } = await anArticle(context, { headline: "Closing" });
    const page = await open(`/desk/articles/${id}`);
    await type(page, "The last ones.");
    await page.close();
    await expect.poll(async () => plainBody((await sheetOf(context, id))!.typed.body)).toContain("The last ones.");
  });
});
