import { once } from "node:events";
import { inflateSync } from "node:zlib";
import { sql } from "kysely";
import type { Browser, BrowserContext } from "playwright-core";
import type { Context } from "#app/context.server.ts";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { plainBody, type Body } from "#app/models/body.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { launchBrowser } from "../../support/browser.ts";
import type { TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { startChild, stopChild, type Child } from "../children.ts";
import { aContext, aPlace } from "../newsroom.ts";
import { freePort } from "../ports.ts";
import { aSmallDisk, type SmallDisk } from "./disk.ts";

/** A sheet as it stands somewhere: only its letters are compared, because a page shows paragraphs without line ends. */
export type Held = { text: string; title: string };

export type Name = "ines" | "tom";

/** A server of its own process, which can be killed, its disk, a browser, and two people. */
export type Desk = {
  context: Context;
  browser: Browser;
  /** The browsers of the people, with what they have cached. */
  browsers: Map<Name, BrowserContext>;
  list: List;
  people: Record<Name, Editor>;
  /** Null where none could be made. */
  disk: SmallDisk | null;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** What the server has of the sheet with this address at the desk. */
  stored(path: string): Promise<Held>;
  /** The texts of its revisions. */
  revisions(path: string): Promise<string[]>;
  end(): Promise<void>;
};

export async function aDeskToSoak(): Promise<Desk> {
  const [port, disk] = [await freePort(), aSmallDisk()];
  const site = { PORT: String(port), HOST: "127.0.0.1", APP_URL: `http://localhost:${port}` };
  const place = await aPlace({
    ...site,
    SMTP_URL: "smtp://127.0.0.1:9",
    ...(disk ? { DATABASE_URL: `file:${disk.folder}/bench.db` } : {}),
  });
  const context = aContext(place);
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context);
  const named = (name: string) => anEditor(context as TestContext, name);
  const people = { ines: await named("Ines Halloran"), tom: await named("Tom Reyes") };
  let web: Child | null = null;
  const desk: Desk = {
    context,
    browser: await launchBrowser(),
    browsers: new Map(),
    list,
    people,
    disk,
    kill: async () => {
      const gone = once(web!.process, "exit");
      web!.process.kill("SIGKILL");
      await gone;
      web = null;
    },
    start: async () => void (web ??= await startChild("scripts/serve.ts", place.env, "ignore")),
    stored: (path) => storedAt(context, path),
    revisions: (path) => revisionsAt(context, path),
    end: async () => {
      if (web) await stopChild(web);
      await context.db.destroy();
      await place.remove();
      disk?.remove();
    },
  };
  await desk.start();
  return desk;
}

const numberIn = (path: string) => Number(/\d+$/.exec(path)![0]);
const isIssue = (path: string) => path.includes("/issues/");
export const lettersOf = (text: string) => text.replaceAll(/\s+/g, "");

async function storedAt(context: Context, path: string): Promise<Held> {
  if (isIssue(path)) {
    const { subject, intro } = (await issueByNumber(context, numberIn(path)))!;
    return { title: subject, text: lettersOf(plainBody(intro)) };
  }
  const { headline, body } = (await sheetOf(context, numberIn(path)))!.typed;
  return { title: headline, text: lettersOf(plainBody(body)) };
}

async function revisionsAt({ db }: Context, path: string): Promise<string[]> {
  const number = numberIn(path);
  const subject = isIssue(path)
    ? (await db.selectFrom("issues").select("id").where("number", "=", number).executeTakeFirstOrThrow()).id
    : number;
  const rows = await db
    .selectFrom("revisions")
    .select("content")
    .where("kind", "=", isIssue(path) ? "issue" : "article")
    .where("subject", "=", subject)
    .execute();
  return rows.map(({ content }) => {
    const { body, intro } = JSON.parse(inflateSync(content as Buffer).toString()) as Record<string, unknown>;
    return lettersOf(plainBody((typeof body === "string" ? JSON.parse(body) : (body ?? intro)) as Body));
  });
}

/** Fills the disk so that no save fits: the journal must not have room of its own. */
export async function fillDisk({ context, disk }: Desk): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(context.db);
  disk!.fill();
}

/** The time of the locks goes on without waiting. */
export async function ageLocks({ context }: Desk, milliseconds: number): Promise<void> {
  await context.db
    .updateTable("sheet_locks")
    .set((eb) => ({
      alive_until: eb("alive_until", "-", milliseconds),
      since: eb("since", "-", milliseconds),
      asked_at: eb("asked_at", "-", milliseconds),
    }))
    .execute();
}
