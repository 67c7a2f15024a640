import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { keepAlive, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { openDb } from "#db/client.server.ts";
import { ask, post } from "../support/ask.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { engine } from "../support/database.ts";
import { aStoredPicture } from "../support/library.ts";
import { aSentIssue, aSite } from "../support/site.ts";
import { freePort, startWeb } from "../support/web.ts";
import { aWorkload } from "../support/workload.ts";

describe("while the database does not answer", () => {
  let context: TestContext;
  beforeAll(async () => {
    const db = openDb("postgres://nobody@127.0.0.1:9/nothing");
    endsWithTheTest(() => db.destroy());
    context = await testContext({ db, env: { APP_URL: `http://localhost:${await freePort()}` } });
    await startWeb(context);
  });

  test.each(["/", "/articles/robots", "/issues/1", "/reader", "/search?q=robots", "/desk", "/desk/sign-in"])(
    "%s says so, in a page, and when to ask again",
    async (path) => {
      const { status, headers, text } = await ask(context, path);
      expect([path, status, headers["retry-after"], headers["cache-control"]]).toEqual([path, 503, "10", "no-store"]);
      expect(text).toContain("Back in a moment");
      expect(text).not.toMatch(/not set up|ECONNREFUSED|<script/);
    },
  );

  test.each([
    ["de-CH,fr;q=0.8", 'lang="de" dir="ltr"', "Gleich wieder da"],
    ["xx, ar", 'lang="ar" dir="rtl"', "سنعود بعد لحظات"],
    ["pt", 'lang="en"', "Back in a moment"],
  ])("a reader whose browser speaks %s reads it so", async (language, tag, words) => {
    const { text } = await ask(context, "/", { headers: { "Accept-Language": language } });
    expect(text).toContain(tag);
    expect(text).toContain(words);
  });

  test("a form that was sent is not told that it was taken, nor sent again by itself", async () => {
    const { status, text } = await post(context, "/subscribe", { email: "ana@readers.example" });
    expect([status, text.includes("may not have been taken"), text.includes("refresh")]).toEqual([503, true, false]);
  });

  test.each(["/feed.xml", "/sitemap.xml", "/share/briefing.png", "/one-click/abc"])(
    "%s answers programs alike",
    async (path) => {
      const { status, headers } = await ask(context, path);
      expect([status, headers["retry-after"]]).toEqual([503, "10"]);
    },
  );

  test("the process lives, and is not healthy", async () => {
    expect(await ask(context, "/livez")).toMatchObject({ status: 200, text: "ok\n" });
    expect(await ask(context, "/healthz")).toMatchObject({ status: 503, text: "The database does not answer.\n" });
  });
});

describe("/healthz", () => {
  test("is asked by any name of the host, and changes nothing that a page shows", async () => {
    const { context } = await aSite();
    const version = () => context.db.selectFrom("site").select("version").executeTakeFirst();
    const before = await version();
    for (const path of ["/healthz", "/livez"])
      expect(await ask(context, path, { headers: { Host: "10.0.0.7:3000" } })).toMatchObject({ status: 200 });
    expect(await version()).toEqual(before);
  });

  test("says in a second line how fast a send goes, and what sets its speed", async () => {
    const { context } = await aSite();
    expect(await ask(context, "/healthz")).toMatchObject({ status: 200, text: "ok\n" });
    const report = { perSecond: 480, destinations: [], work: aWorkload({ recording: 45_000 }) };
    await keepAlive(context, await registerProcess(context), { trouble: null, report });
    context.later(1000);
    const disk = "The disk sets the speed: recording takes 45 ms a message. A faster disk would help.";
    expect(await ask(context, "/healthz")).toMatchObject({ status: 200, text: `ok\nAbout 480 a second. ${disk}\n` });
  });

  test("says that what was begun is held, and neither why nor by whom", async () => {
    const { context, list } = await aSite();
    const { number } = await aSentIssue(context, list);
    const send = (await sendsUnderWay(context))[0]!;
    await pauseSend(context, send, "Ruth", "The lawyers asked for it.");
    const { text } = await ask(context, "/healthz");
    expect(text).toBe(`ok\nIssue ${number} is paused.\n`);
  });

  test("says that a server lacks what SMTP_CHUNKING asks for", async () => {
    const { context } = await aSite();
    const report = { perSecond: 0, destinations: [], withoutChunks: true };
    await keepAlive(context, await registerProcess(context), { trouble: null, report });
    const { text } = await ask(context, "/healthz");
    expect(text).toMatch(/^ok\nSMTP_CHUNKING is on, but .*\n$/);
  });

  test("says how many pictures lie where no setting leads", async () => {
    const { context } = await aSite();
    const { id } = await aStoredPicture(context);
    await context.db.deleteFrom("image_files").where("image_id", "=", id).execute();
    await expect
      .poll(async () => {
        context.later(1000);
        return (await ask(context, "/healthz")).text;
      })
      .toBe("ok\n1 picture cannot be shown: it lies outside of the database, and PICTURES names no place.\n");
  });

  test("tells a database that is locked, without waiting for it to be free, and one that is free again", async () => {
    const { context } = await aSite();
    const lock = await lockEverything(context);
    expect(await ask(context, "/healthz")).toMatchObject({
      status: 503,
      text: "The database is locked by another process.\n",
    });
    await lock.release();
    context.later(1000);
    expect(await ask(context, "/healthz")).toMatchObject({ status: 200 });
  });
});

/** Holds what every write needs, from another connection. */
async function lockEverything({ database }: TestContext) {
  const other = openDb(database.url);
  let release = () => {};
  const asked = new Promise<void>((resolve) => (release = resolve));
  let held: Promise<unknown> | undefined;
  await new Promise<void>((begun) => {
    held = other.transaction().execute(async (db) => {
      if (engine === "postgres") await sql`lock table throttles in exclusive mode`.execute(db);
      begun();
      await asked;
    });
  });
  return {
    async release() {
      release();
      await held;
      await other.destroy();
    },
  };
}
