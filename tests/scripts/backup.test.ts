import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { appendFile, copyFile, mkdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { readConfig } from "#app/config.server.ts";
import { advanceDatabaseVersion, databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { openDb } from "#db/client.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { emptyDb, engine } from "../support/database.ts";
import { drill } from "../support/drill.ts";
import { aStoredPicture } from "../support/library.ts";
import { aBriefing, anIssue, aReader, manyReaders } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";
import { startFarEnd } from "../support/smtp.ts";

let context: TestContext;
let terminal: Terminal;
let folder: string;

beforeEach(async () => {
  context = await testContext();
  terminal = aTerminal({ databaseUrl: context.database.url });
  folder = mkdtempSync(join(tmpdir(), "pressrun-backups-"));
  endsWithTheTest(() => rm(folder, { recursive: true, force: true }));
});

/** A place for a database where nothing is. */
async function elsewhere(): Promise<string> {
  if (engine === "sqlite") return `file:${join(folder, "restored", `${Math.random()}.db`)}`;
  const empty = await emptyDb();
  await empty.db.destroy();
  return empty.url;
}

const backUp = async (...args: string[]) => {
  const said = await terminal.run("backup", [folder, "--json", ...args]);
  expect(said).toMatchObject({ code: 0, stderr: "" });
  return (JSON.parse(said.stdout) as { path: string; removed: string[] }).path;
};

const restore = (path: string, url: string, ...args: string[]) =>
  terminal.run("restore", [path, ...args], { env: { DATABASE_URL: url } });

/** Everything but what a restore changes itself. */
async function rowsAt(url: string) {
  const db = openDb(url);
  const all = (await db.introspection.getTables()).map(({ name }) => name).sort();
  const tables = all.filter((name) => !/^(home|audit_events|site|search_words.*)$/.test(name));
  const rows = [];
  for (const table of tables)
    rows.push([
      table,
      (
        await db
          .selectFrom(table as "issues")
          .selectAll()
          .execute()
      )
        .map((row) => JSON.stringify(row))
        .sort(),
    ]);
  await db.destroy();
  return rows;
}

describe("a backup brought back", () => {
  test("has every row, the receipts of consent and the ids that were given, and sends nothing until it is claimed", async () => {
    const list = await aBriefing(context, { name: "Åse’s “Briefing” \\ 東京" });
    await aReader(context, list, "ana@readers.example", "Ana\tO’Brien");
    const gone = await aReader(context, list, "gone@readers.example");
    await endSubscription(context, gone.id, list.id, "page");
    await sendIssue(context, await anIssue(context, list), "Ruth");
    await advanceDatabaseVersion(context);
    const highest = await aReader(context, list, "last@readers.example");
    await context.db.deleteFrom("subscriptions").where("subscriber_id", "=", highest.id).execute();
    await context.db.deleteFrom("subscribers").where("id", "=", highest.id).execute();

    const path = await backUp();
    const url = await elsewhere();
    const said = await restore(path, url);
    expect(said).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("npm run claim") });
    expect(await rowsAt(url)).toEqual(await rowsAt(context.database.url));

    const db = openDb(url);
    endsWithTheTest(() => db.destroy());
    const there = { ...context, db, config: { ...context.config, databaseUrl: url } };
    expect(await databaseFault(there)).toContain(
      "restored from the backup of 2026-11-23 08:00 UTC".replace(/\d.*UTC/, ""),
    );
    for (const how of [[], ["--wait"]])
      expect(
        await terminal.run("send-issue", ["--issue", "1", "--yes", ...how], { env: { DATABASE_URL: url } }),
      ).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^Issue 1 was on its way.+npm run claim/) });
    expect((await aReader(there, list, "new@readers.example")).id).toBe(highest.id + 1);
    expect(await terminal.run("consent", ["verify"], { env: { DATABASE_URL: url } })).toMatchObject({ code: 0 });
  });

  test("leaves whoever waits uncertain and takes approvals back, unless nothing was sent since", async () => {
    const list = await aBriefing(context);
    await manyReaders(context, list, 3);
    await sendIssue(context, await anIssue(context, list), "Ruth");
    const second = await anIssue(context, list);
    await context.db
      .updateTable("issues")
      .set({ status: "ready", approved_at: 1 })
      .where("number", "=", second)
      .execute();
    const path = await backUp();
    const [careful, sure] = [await elsewhere(), await elsewhere()];
    for (const url of [careful, sure]) await restore(path, url);

    const claimed = await terminal.run("claim", ["--yes", "--json"], { env: { DATABASE_URL: careful } });
    expect(JSON.parse(claimed.stdout)).toMatchObject({ issues: [{ number: 1, uncertain: 3 }], drafts: [second] });
    const states = await terminal.run("deliveries", ["--issue", "1", "--json"], { env: { DATABASE_URL: careful } });
    expect(JSON.parse(states.stdout)).toMatchObject({ states: { uncertain: 3, queued: 0 } });

    const why = ["--issue", "1", "--resend", "--why", "the relay never saw them"];
    expect(await terminal.run("settle", why, { env: { DATABASE_URL: careful } })).toMatchObject({ code: 0 });

    await terminal.run("claim", ["--yes", "--nothing-sent-since"], { env: { DATABASE_URL: sure } });
    const waiting = await terminal.run("deliveries", ["--issue", "1", "--json"], { env: { DATABASE_URL: sure } });
    expect(JSON.parse(waiting.stdout)).toMatchObject({ states: { uncertain: 0, queued: 3 } });
  });

  test("is refused when a file of it differs, is missing, or it is half of one", async () => {
    await aBriefing(context);
    const path = await backUp();
    const url = await elsewhere();
    const [file] = readdirSync(path).filter((name) => name !== "manifest.json");
    const whole = readFileSync(join(path, file!));
    writeFileSync(join(path, file!), whole.subarray(0, whole.length - 9));
    expect(await restore(path, url)).toMatchObject({ code: 1, stderr: expect.stringContaining(`missing: ${file!}.`) });
    writeFileSync(join(path, file!), Buffer.from(whole.map((byte, i) => (i === whole.length >> 1 ? byte ^ 1 : byte))));
    expect((await restore(path, url)).stderr).toContain("not as it was made");
    await rm(join(path, "manifest.json"));
    expect(await restore(path, url)).toMatchObject({ code: 1, stderr: expect.stringContaining("only half of one") });
    expect(await restore(folder, url)).toMatchObject({ code: 1, stderr: expect.stringContaining("is no backup") });
    if (engine === "sqlite") expect(existsSync(url.slice(5))).toBe(false);
  });

  test("is refused when it was tampered with together with its manifest, because the receipts tell", async () => {
    const list = await aBriefing(context);
    const reader = await aReader(context, list, "ana@readers.example");
    await endSubscription(context, reader.id, list.id, "page");
    await context.db.updateTable("consent_ways").set({ source: "an operator" }).execute();
    const said = await terminal.run("backup", [folder, "--json"]);
    expect(said).toMatchObject({ code: 0, stderr: expect.stringContaining("Warning: the receipts of consent") });
    const url = await elsewhere();
    const { path } = JSON.parse(said.stdout) as { path: string };
    expect(await restore(path, url)).toMatchObject({ code: 1, stderr: expect.stringContaining("receipts of consent") });
    expect((await restore(path, url)).stderr).toContain("Nothing was changed.");
  });

  test("asks for the secret that it was made under", async () => {
    await aBriefing(context);
    const [first, other] = ["1", "2"].map((sign) => sign.repeat(32)) as [string, string];
    const made = await terminal.run("backup", [folder, "--json"], { env: { APP_SECRET: first } });
    const { path } = JSON.parse(made.stdout) as { path: string };
    const env = { DATABASE_URL: await elsewhere(), APP_SECRET: other };
    const refused = await terminal.run("restore", [path], { env });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("APP_SECRET here is not the one") });
    const former = await terminal.run("restore", [path], { env: { ...env, APP_SECRETS_FORMER: first } });
    expect(former).toMatchObject({ code: 0, stderr: "" });
  });

  test("is refused while somebody works with the database", async () => {
    await aBriefing(context);
    const path = await backUp();
    const url = await elsewhere();
    await restore(path, url);
    const db = openDb(url);
    endsWithTheTest(() => db.destroy());
    await db.selectFrom("issues").selectAll().execute();
    expect(await restore(path, url)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Stop Pressrun first, every web and sender process. Nothing was changed."),
    });
  });
});

describe("backups in a folder", () => {
  test("are the owner's alone, hold no secrets unless asked, and an interrupted one is none", async () => {
    await aBriefing(context);
    const path = await backUp();
    const manifest = JSON.parse(readFileSync(join(path, "manifest.json"), "utf8")) as { files: { name: string }[] };
    expect(manifest).toMatchObject({ format: 1, site: "https://briefing.example.org" });
    for (const name of [".", "manifest.json", ...manifest.files.map((file) => file.name)])
      expect((statSync(join(path, name)).mode & 0o077).toString(8), name).toBe("0");
    const everything = manifest.files.map(({ name }) => readFileSync(join(path, name), "latin1")).join("");
    expect(everything).not.toContain(context.config.secrets[0]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("say twice that pictures outside of the database are not in them: when made, and when brought back", async () => {
    await aBriefing(context);
    const { id } = await aStoredPicture(context);
    await context.db.deleteFrom("image_files").where("image_id", "=", id).execute();
    const made = await terminal.run("backup", [folder]);
    expect(made.stdout).toContain("It does not hold 1 picture that lies outside of the database (PICTURES)");
    const path = join(folder, readdirSync(folder)[0]!);
    const url = await elsewhere();
    const said = await restore(path, url);
    expect(said.stdout).toContain("1 picture lay outside of the database (PICTURES) and is not in it");
    const looked = await terminal.run("pictures", ["look"], { env: { DATABASE_URL: url } });
    expect(looked.stdout).toContain("PICTURES names no place");
  });

  test("bring signing keys along, and put back those that are missing; one that is there stays", async () => {
    await aBriefing(context);
    const keys = join(folder, "keys");
    const env = { DKIM_FOLDER: keys };
    for (const selector of ["first", "second"])
      await terminal.run("dkim", ["--domain", "briefing.example.org", "--selector", selector], { env });
    const [first, second] = ["first", "second"].map((name) => join(keys, "briefing.example.org", `${name}.pem`));
    const made = await terminal.run("backup", [join(folder, "kept"), "--json"], { env });
    const was = readFileSync(first!, "utf8");
    await rm(first!);
    writeFileSync(second!, "a newer one");
    const there = { ...env, DATABASE_URL: await elsewhere() };
    const said = await terminal.run("restore", [(JSON.parse(made.stdout) as { path: string }).path], { env: there });
    expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining("another than in the backup") });
    expect([readFileSync(first!, "utf8"), readFileSync(second!, "utf8")]).toEqual([was, "a newer one"]);
    expect(statSync(first!).mode & 0o077).toBe(0);
  });

  test("of this site go beyond the number that is kept, others stay", async () => {
    await aBriefing(context);
    const other = join(folder, "pressrun-other.example.org-2020-01-01T00-00-00Z");
    await mkdir(other);
    await copyFile(join(await backUp(), "manifest.json"), join(other, "manifest.json"));
    await mkdir(join(folder, "holiday pictures"));
    const second = await backUp();
    const third = await backUp("--keep", "2");
    expect(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
    ).toEqual([other, join(folder, "holiday pictures"), second, third].sort());
  });

  test("what an interrupted one left goes after a day", async () => {
    await aBriefing(context);
    const [old, young] = ["pressrun-a.part", "pressrun-b.part"].map((name) => join(folder, name));
    for (const path of [old!, young!]) await mkdir(path);
    await utimes(old!, 1, 1);
    await backUp();
    expect([existsSync(old!), existsSync(young!)]).toEqual([false, true]);
  });

  test("a number that is none is a fault of usage; a folder that cannot be made is said", async () => {
    expect(await terminal.run("backup", [folder, "--keep", "none"])).toMatchObject({ code: 2 });
    const file = terminal.file("a-file", "");
    expect(await terminal.run("backup", [join(file, "x")])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The folder cannot be used: .*ENOTDIR/),
    });
  });
});

const fileTests = () => {
  test("over a database that is there, with a log of another beside it, the former one is kept aside", async () => {
    const list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    const path = await backUp();
    const url = await elsewhere();
    const place = url.slice(5);
    await restore(path, url);
    // As a crash leaves it: a log that belongs to other pages.
    await copyFile(`${context.database.url.slice(5)}-wal`, `${place}-wal`);
    await appendFile(place, "torn");
    const said = await restore(path, url, "--json");
    expect(said).toMatchObject({ code: 0 });
    const { aside } = JSON.parse(said.stdout) as { aside: string };
    expect(existsSync(aside)).toBe(true);
    expect([existsSync(`${place}-wal`), existsSync(`${place}-shm`)]).toEqual([false, false]);
    expect(await terminal.run("claim", ["--yes"], { env: { DATABASE_URL: url } })).toMatchObject({ code: 0 });
  });

  test("a damaged database is not claimed", async () => {
    const list = await aBriefing(context);
    await manyReaders(context, list, 2000);
    const url = await elsewhere();
    await restore(await backUp(), url);
    const place = url.slice(5);
    const bytes = readFileSync(place);
    // Among the readers, behind what the command reads before it looks at the whole file.
    const middle = Math.floor(bytes.length / 4096 / 2);
    for (let page = middle; page < middle + 4; page += 1) bytes.fill(0xff, page * 4096, page * 4096 + 3000);
    writeFileSync(place, bytes);
    const said = await terminal.run("claim", ["--yes"], { env: { DATABASE_URL: url } });
    expect(said).toMatchObject({ code: 1, stderr: expect.stringContaining("The file is damaged: ") });
  });

  test("a backup copied over by hand sends nothing either", async () => {
    await aBriefing(context);
    const [path, url] = [await backUp(), await elsewhere()];
    await mkdir(join(folder, "restored"));
    await copyFile(join(path, "pressrun.db"), url.slice(5));
    const db = openDb(url);
    endsWithTheTest(() => db.destroy());
    const there = { ...context, db, config: { ...context.config, databaseUrl: url } };
    expect(await databaseFault(there)).toContain("restored from the backup of");
  });
};

const serverTests = () => {
  test("a database that holds an installation, or something else, is left alone", async () => {
    await aBriefing(context);
    const path = await backUp();
    const full = await testContext();
    await aBriefing(full);
    await full.db.destroy();
    expect(await restore(path, full.database.url)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("holds an installation"),
    });
    const foreign = await emptyDb();
    await foreign.db.schema.createTable("accounts").addColumn("id", "integer").execute();
    await foreign.db.destroy();
    expect((await restore(path, foreign.url)).stderr).toContain("tables of something else");
  });

  test("one that was migrated and never used is taken", async () => {
    const list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    const path = await backUp();
    const fresh = await testContext();
    await fresh.db.destroy();
    expect(await restore(path, fresh.database.url)).toMatchObject({ code: 0, stderr: "" });
    expect(await rowsAt(fresh.database.url)).toEqual(await rowsAt(context.database.url));
  });
};

describe("brought back", engine === "postgres" ? serverTests : fileTests);

describe("a backup made at a random moment of a send", () => {
  test.each([1, 2])(
    "brought back: nobody twice, nobody lost, and uncertain are exactly those of whom it cannot know (%i)",
    async () => {
      await using farEnd = await startFarEnd();
      context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
      const list = await aBriefing(context);
      const readers = 300;
      await manyReaders(context, list, readers);
      const number = await anIssue(context, list);
      const sent = await sendIssue(context, number, "Ruth");
      if ("error" in sent) throw new Error(sent.error);
      const env = {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        HOME: folder,
        DATABASE_URL: context.database.url,
        SMTP_URL: farEnd.url,
        SMTP_CONNECTIONS: "3",
        APP_URL: context.config.appUrl,
        APP_SECRET: context.config.secrets[0],
        MAIL_FROM: context.config.mailFrom,
        DKIM_FOLDER: join(folder, "dkim"),
      };
      expect(readConfig(env).databaseUrl).toBe(context.database.url);
      const taken = () => {
        const counts = new Map<string, number>();
        for (const { envelope } of farEnd.messages) counts.set(envelope.to[0]!, (counts.get(envelope.to[0]!) ?? 0) + 1);
        return counts;
      };
      const issue = { send: sent.send, number, readers };
      const installation = {
        scripts: inject("scripts"),
        env,
        issue,
        seen: () => farEnd.received.length,
        taken,
        elsewhere,
      };
      const { backupMs, restoreMs, accepted, missed, uncertain, ...faults } = await drill(installation, folder);
      expect(faults).toEqual({
        uncertainTooMany: 0,
        sentUnclaimed: 0,
        sentUnasked: 0,
        acceptedByNobody: 0,
        twice: 0,
        lost: 0,
      });
      expect(accepted + uncertain).toBe(readers);
      expect(missed).toBeLessThanOrEqual(uncertain);
    },
  );
});
