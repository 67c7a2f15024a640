import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { importById } from "#app/models/readers/import/imports.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aBriefing } from "../support/newsroom.ts";
import { readersCsv, workedOff } from "../support/uploads.ts";
import { freePort, startWeb } from "../support/web.ts";

let context: TestContext;
let ruth: Editor;
let web: { stop: () => Promise<void> };

beforeAll(async () => {
  context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` }, clock: Date.now });
  await aBriefing(context);
  web = await startWeb(context);
  ruth = await anEditor(context, "Ruth Ostrander", "operator");
});

async function atTheDesk(given: BrowserContextOptions = {}): Promise<Page> {
  const who = await (await launchBrowser()).newContext(given);
  await signIn(who, context, ruth);
  const page = await who.newPage();
  await page.goto(`${context.config.appUrl}/desk/subscribers/import`);
  return page;
}

function startSender(): ChildProcess {
  const env = {
    ...process.env,
    DATABASE_URL: context.database.url,
    SMTP_URL: "smtp://127.0.0.1:9",
    APP_URL: context.config.appUrl,
    APP_SECRET: context.config.secrets[0],
    MAIL_FROM: context.config.mailFrom,
  };
  const sender = spawn(process.execPath, ["build/commands/sender.js"], { env, stdio: "ignore" });
  endsWithTheTest(() => Promise.resolve(void sender.kill("SIGKILL")));
  return sender;
}

async function killed(sender: ChildProcess) {
  sender.kill("SIGKILL");
  await once(sender, "exit");
}

async function bring(page: Page, csv: string) {
  await page.getByLabel("Where and when they agreed").fill("Our former site, 2019 to 2026");
  const file = { name: "readers.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
  await page.getByLabel("File", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Read the file" }).click();
  await page.getByRole("heading", { name: "A file of readers" }).waitFor();
}

/** How many rows are done, once there are more than so many. */
const moreThan = (id: number, done: number) =>
  expect.poll(async () => (await importById(context, id))!.done, { timeout: 120_000 }).toBeGreaterThan(done);

describe("A list that is brought to the desk", () => {
  test("is mapped by hand on a phone without JavaScript", async () => {
    const page = await atTheDesk({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    await bring(page, "email,Rufname,Firma,labels\nana@by-hand.example,Ana,Northline,VIP\n");
    await page.getByText("columns are not read").click();
    await page.getByLabel("Rufname").selectOption("name");
    await page.getByLabel("Firma").selectOption("note");
    await page.getByRole("button", { name: "Read it again" }).click();
    expect(await page.getByLabel("Rufname").inputValue()).toBe("name");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "See what each row would become" }).click();
    await workedOff(context);
    await page.reload();
    await page.getByRole("button", { name: "Add 1 reader" }).click();
    await workedOff(context);
    await page.reload();
    await page.getByRole("heading", { name: "What the rows became" }).waitFor();
    const { name } = await context.db
      .selectFrom("subscribers")
      .select("name")
      .where("email", "=", "ana@by-hand.example")
      .executeTakeFirstOrThrow();
    expect(name).toBe("Ana");
  });

  test(
    "of 30,000 is cancelled, gone on with, killed with its web process, and undone",
    { timeout: 600_000 },
    async () => {
      const page = await atTheDesk();
      await bring(page, readersCsv(30_000));
      await expectNoAxeViolations(page);
      const sender = startSender();
      await page.getByRole("button", { name: "See what each row would become" }).click();
      await page.getByRole("button", { name: "Add 27,000 readers, note 3,000 who left" }).click();
      await page.waitForURL(/import\/\d+$/);
      const id = Number(/\d+$/.exec(page.url())![0]);
      await moreThan(id, 0);
      await page.getByRole("button", { name: "Cancel the import" }).click();
      await page.getByRole("heading", { name: "It was cancelled" }).waitFor();
      const { done } = (await importById(context, id))!;
      await page.getByRole("button", { name: "Go on with it" }).click();
      await page.getByRole("heading", { name: "Under way" }).waitFor();
      await moreThan(id, done);
      await killed(sender);
      await web.stop();
      expect(await importById(context, id)).toMatchObject({ state: "running" });
      // Another process goes on once this one has been silent for long enough.
      await context.db.updateTable("uploads").set({ seen_at: 0 }).execute();
      web = await startWeb(context);
      startSender();
      await page.getByText("Done", { exact: true }).waitFor({ timeout: 240_000 });
      expect((await importById(context, id))!.counts).toMatchObject({ imported: 27_000, left: 3_000, duplicates: 0 });
      await page.getByText(/nobody would stay/i).waitFor();
      await expectNoAxeViolations(page);
      await page.getByRole("button", { name: "Undo the whole import" }).click();
      await page.getByRole("heading", { name: "It was undone" }).waitFor({ timeout: 240_000 });
      expect(await context.db.selectFrom("subscribers").select("name").execute()).toEqual([{ name: "Ana" }]);
    },
  );
});
