import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { plainBody } from "#app/models/body.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { passkeysOf } from "#app/models/desk/passkeys.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor, aPassword, cookieOf } from "../support/desk.ts";
import { aBriefing } from "../support/newsroom.ts";
import { freePort, startWeb } from "../support/web.ts";

const minute = 60_000;
let browser: Browser;
let context: TestContext;
let ines: Editor;
let who: BrowserContext;
let page: Page;

beforeAll(async () => {
  context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
  await aBriefing(context);
  await startWeb(context);
  browser = await launchBrowser();
});

beforeEach(async () => {
  await context.db.deleteFrom("passkeys").execute();
  await context.db.deleteFrom("editors").execute();
  ines = await anEditor(context, "Ines Halloran");
  who = await browser.newContext();
  page = await who.newPage();
  page.setDefaultTimeout(15_000);
});

const at = (path: string) => context.config.appUrl + path;

/** Gives a page a device of its own with a fingerprint reader, which finds who it looks for. */
async function aDevice(of = page) {
  const cdp = await of.context().newCDPSession(of);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** Whether the finger is the right one. */
    knows: (isUserVerified: boolean) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    /** Whether somebody touches it by themselves. */
    answers: (enabled: boolean) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }),
    held: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}

async function signedIn() {
  const [name, value] = (await cookieOf(context, ines)).split("=") as [string, string];
  await who.addCookies([{ name, value, url: context.config.appUrl }]);
}

/** Adds one at the account's page. */
async function add(name: string) {
  await signedIn();
  await page.goto(at("/desk/settings/account"));
  await page.getByLabel("Name of a new passkey").fill(name);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page
    .getByRole("status")
    .filter({ hasText: `“${name}” is added` })
    .waitFor();
}

describe("an editor with a passkey", () => {
  test("adds it at the account's page, where it is seen, used and removed", async () => {
    const device = await aDevice();
    await add("My laptop");
    const row = page.getByRole("listitem").filter({ hasText: "My laptop" });
    expect(await row.textContent()).toContain("not used yet");
    expect(await device.held()).toMatchObject([{ isResidentCredential: true, rpId: "localhost" }]);
    await expectNoAxeViolations(page);
    await page.getByLabel("Name of a new passkey").fill("Once more");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("This device has a passkey for your account already.").waitFor();
    await page.getByRole("button", { name: "Remove My laptop" }).click();
    await page.getByRole("status").filter({ hasText: "signs you in no more" }).waitFor();
    expect(await passkeysOf(context, ines.id)).toEqual([]);
  });

  test("signs in without a word, and comes to where they wanted to go", async () => {
    const device = await aDevice();
    await add("My laptop");
    await device.answers(false);
    await who.clearCookies();
    await page.goto(at("/desk/articles?q=robots"));
    const button = page.getByRole("button", { name: "Sign in with a passkey" });
    await button.waitFor();
    await expectNoAxeViolations(page);
    await device.answers(true);
    await button.click();
    await page.waitForURL(at("/desk/articles?q=robots"));
    expect((await passkeysOf(context, ines.id))[0]!.usedAt).not.toBeNull();
  });

  test("is let in by no finger of somebody else, and by the password still", async () => {
    const device = await aDevice();
    await add("My laptop");
    await device.knows(false);
    await who.clearCookies();
    await page.goto(at("/desk/sign-in"));
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Email").fill(ines.email);
    await page.getByLabel("Password").fill(aPassword);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(at("/desk"));
  });

  test("signs in again by it before changing passkeys later", async () => {
    const device = await aDevice();
    await add("My laptop");
    context.later(11 * minute);
    await page.reload();
    expect(await page.getByRole("button", { name: /^Remove/ }).count()).toBe(0);
    await expectNoAxeViolations(page);
    expect(await device.held()).toHaveLength(1);
    await page.getByRole("button", { name: "Sign in again with a passkey" }).click();
    await page.getByRole("button", { name: "Remove My laptop" }).waitFor();
  });

  test("renews an expired session in the dialog over the sheet, every word kept", async () => {
    await aDevice();
    await add("My laptop");
    await page.goto(at("/desk/articles/new"));
    const body = page.getByRole("textbox", { name: "Body", exact: true });
    await body.click();
    await page.keyboard.type("Robots pack");
    await page.waitForURL(/\/desk\/articles\/\d+$/);
    await context.db.deleteFrom("sessions").execute();
    await page.keyboard.type(" boxes");
    await page.getByRole("alert").filter({ hasText: "session has ended" }).waitFor();
    await page.keyboard.type(" at night");
    await page.getByRole("button", { name: "Sign in again" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page
      .getByRole("status")
      .filter({ hasText: /^Saved \d\d:\d\d/ })
      .waitFor();
    expect(await body.textContent()).toBe("Robots pack boxes at night");
    const id = Number(/\d+$/.exec(new URL(page.url()).pathname)![0]);
    await expect
      .poll(async () => plainBody((await sheetOf(context, id))!.typed.body))
      .toBe("Robots pack boxes at night");
  });
});

test("without a script the door is the password's alone", async () => {
  await context.db
    .insertInto("passkeys")
    .values({
      ...{ editor_id: ines.id, credential_id: "x", public_key: "x", counter: 0, user_handle: "x", rp_id: "localhost" },
      ...{ name: "Phone", created_at: 0, used_at: null },
    })
    .execute();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const door = await plain.newPage();
  await door.goto(at("/desk/sign-in"));
  expect(await door.getByRole("button").allTextContents()).toEqual(["Sign in", "Mail me a link instead"]);
  await door.getByLabel("Email").fill(ines.email);
  await door.getByLabel("Password").fill(aPassword);
  await door.getByRole("button", { name: "Sign in", exact: true }).click();
  await door.goto(at("/desk/settings/account"));
  expect(await door.getByRole("button", { name: "Remove Phone" }).count()).toBe(1);
});
