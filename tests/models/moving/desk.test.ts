import { beforeEach, describe, expect, test } from "vitest";
import { deleteArticle, saveArticle } from "#app/models/articles/articles.server.ts";
import { day } from "#app/models/durations.ts";
import { removeElsewhere } from "#app/models/issues/elsewhere.server.ts";
import { archive } from "#app/models/issues/editions.server.ts";
import {
  asItIs,
  askTakingBack,
  forgetSites,
  listSiteMoves,
  lookAgain,
  receiveSite,
  removeMove,
  runOf,
  siteMoveById,
  siteMoveReport,
  sitePieces,
  startMove,
  stopMove,
} from "#app/models/moving/desk/siteMoves.server.ts";
import { workOnSitesSoon } from "#app/models/moving/desk/work.server.ts";
import { madeByRun, takeBackRun } from "#app/models/moving/takingBack.server.ts";
import { listBySlug } from "#app/models/readers/lists.server.ts";
import { redirectFor } from "#app/models/site/redirects.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { fillDisk } from "../../support/full-disk.ts";
import { zipOf } from "../../support/docx.ts";
import { aBriefing, anArticle, anIssue } from "../../support/newsroom.ts";
import { aTerminal } from "../../support/scripts.ts";
import { articlesBySlug } from "../../support/sites.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
});

const settings = asItIs;
const head = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n";
const on = (id: number) => new Date(Date.UTC(2023, 1, id, 8)).toISOString();
const row = (id: number) => `${id}.post-${id},${on(id)},true,${on(id)},,newsletter,everyone,Post ${id},,\n`;

function anExport(posts = 2): { name: string; bytes: Buffer } {
  const ids = Array.from({ length: posts }, (_, i) => i + 1);
  const files = ids.map((id) => ({
    name: `posts/${id}.post-${id}.html`,
    bytes: `<p>Words ${id}</p><div class="subscription-widget-wrap"><p>Subscribe</p></div>`,
  }));
  return { name: "export.zip", bytes: zipOf([{ name: "posts.csv", bytes: head + ids.map(row).join("") }, ...files]) };
}

async function brought(file = anExport()): Promise<number> {
  const kept = await received(file);
  if ("error" in kept) throw new Error(kept.error);
  expect(await lookAgain(context, kept.id, settings)).toBe(true);
  return kept.id;
}

/** Brings a file in pieces, as a browser sends it. */
function received({ name, bytes }: { name: string; bytes: Buffer }) {
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  };
  return receiveSite(context, { name, actor: "Ruth" }, pieces());
}

/** A sender's turn, until what it began is over. */
async function work() {
  await workOnSitesSoon(context);
  await context.underWay.get("site-moves");
}

describe("An export that is brought to the desk", () => {
  test("is looked at first, which changes nothing, and moves in when somebody says so", async () => {
    const id = await brought();
    await work();
    expect(await siteMoveById(context, id)).toMatchObject({
      ...{ stage: "looked", total: 2, done: 2 },
      found: { isDryRun: true, fault: null, moved: { source: "substack", counts: { issue: 2 } } },
    });
    expect(await articlesBySlug(context)).toEqual({});
    expect(await startMove(context, id, "Ruth")).toBe(true);
    await work();
    expect(await siteMoveById(context, id)).toMatchObject({ stage: "ended", found: { isDryRun: false } });
    expect((await archive(context)).map(({ subject }) => subject)).toEqual(["Post 2", "Post 1"]);
    expect(await siteMoveReport(context, id)).toContain("a widget was left out: subscribe box: Subscribe");
    expect(await context.db.selectFrom("site_move_parts").select("part").execute()).toEqual([]);
  });

  test("is looked at again by other settings", async () => {
    const id = await brought();
    await work();
    await lookAgain(context, id, { ...settings, as: "articles" });
    await work();
    expect((await siteMoveById(context, id))!.found).toMatchObject({ moved: { counts: { published: 2 } } });
  });

  test("says what is wrong with it, and nothing can be started then", async () => {
    const id = await brought({ name: "photo.jpg", bytes: Buffer.from("no site") });
    await work();
    expect(await siteMoveById(context, id)).toMatchObject({
      stage: "here",
      found: { fault: { error: "unknown-source" } },
    });
    expect(await startMove(context, id, "Ruth")).toBe(false);
  });

  test("can be cancelled, keeps what has moved in, and goes on from there", async () => {
    const id = await brought(anExport(4));
    await work();
    await startMove(context, id, "Ruth");
    await workOnSitesSoon(context);
    await stopMove(context, id, "Ruth");
    await context.underWay.get("site-moves");
    expect((await siteMoveById(context, id))!.stage).toBe("cancelled");
    await startMove(context, id, "Ruth");
    await work();
    expect((await siteMoveById(context, id))!.stage).toBe("ended");
    expect(Object.keys(await articlesBySlug(context))).toHaveLength(4);
    expect((await archive(context)).map(({ number }) => number)).toEqual([4, 3, 2, 1]);
  });

  test("that a sender died over is taken over by another one after its silence", async () => {
    const id = await brought();
    await context.db
      .updateTable("site_moves")
      .set({ worker: "gone", seen_at: context.clock() })
      .where("id", "=", id)
      .execute();
    await work();
    expect((await siteMoveById(context, id))!.stage).toBe("looking");
    context.later(61_000);
    await work();
    expect((await siteMoveById(context, id))!.stage).toBe("looked");
  });

  test("is removed while nobody works on it; five wait at most, and none is larger than the desk takes", async () => {
    const id = await brought();
    expect(await removeMove(context, id, "Ruth")).toBe(false);
    await work();
    for (let i = 0; i < 4; i += 1) await brought();
    expect(await received(anExport())).toEqual({ error: "too-many-files", most: 5 });
    expect(await removeMove(context, id, "Ruth")).toBe(true);
    expect(await listSiteMoves(context)).toHaveLength(4);
    const large = { name: "x.zip", bytes: Buffer.alloc(50_000_001) };
    expect(await received(large)).toEqual({ error: "too-large-file", most: 50 });
    expect(await received({ name: "", bytes: Buffer.alloc(0) })).toEqual({ error: "no-file" });
    expect(await listSiteMoves(context)).toHaveLength(4);
  });

  test("is kept a piece at a time, and one that breaks off leaves nothing", async () => {
    const large = { name: "x.bin", bytes: Buffer.alloc(3_000_000, 7) };
    const kept = (await received(large)) as { id: number };
    const pieces = [];
    for await (const piece of sitePieces(context, kept.id)) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(2);
    expect(Buffer.concat(pieces).equals(large.bytes)).toBe(true);
    const broken = async function* () {
      yield Buffer.alloc(2_000_000);
      await Promise.resolve();
      throw new Error("cut off");
    };
    await expect(receiveSite(context, { name: "y.zip", actor: "Ruth" }, broken())).rejects.toThrow("cut off");
    expect(await listSiteMoves(context)).toHaveLength(1);
  });

  test("is not looked at before all of it is here", async () => {
    const kept = (await received(anExport())) as { id: number };
    await context.db.updateTable("site_moves").set({ size: 0 }).where("id", "=", kept.id).execute();
    expect(await lookAgain(context, kept.id, settings)).toBe(false);
  });

  test("that breaks off says so, is not tried for ever, and goes on when somebody says so", async () => {
    const id = await brought();
    await work();
    await startMove(context, id, "Ruth");
    const whole = context.db;
    await context.db.schema.alterTable("moved_posts").renameTo("moved_posts_away").execute();
    await work();
    await whole.schema.alterTable("moved_posts_away").renameTo("moved_posts").execute();
    expect(await siteMoveById(context, id)).toMatchObject({
      stage: "cancelled",
      found: { isDryRun: false, fault: { error: "broken-off", why: expect.stringContaining("moved_posts") } },
    });
    await startMove(context, id, "Ruth");
    await work();
    expect((await siteMoveById(context, id))!.stage).toBe("ended");
  });

  /** Looked at, and told to begin. */
  async function begun(posts: number): Promise<number> {
    const id = await brought(anExport(posts));
    await work();
    await startMove(context, id, "Ruth");
    return id;
  }
  const articleCount = async () => Object.keys(await articlesBySlug(context)).length;

  /** All of them are there, each once. */
  async function expectWhole(id: number, posts: number) {
    expect((await siteMoveById(context, id))!.stage).toBe("ended");
    expect(await articleCount()).toBe(posts);
    const { redirects } = await context.db
      .selectFrom("redirects")
      .select(({ fn }) => fn.countAll<number>().as("redirects"))
      .executeTakeFirstOrThrow();
    expect(Number(redirects)).toBe(posts);
    expect((await archive(context)).map(({ number }) => number)).toEqual(
      Array.from({ length: posts }, (_, i) => posts - i),
    );
  }

  test("whose sender is killed in its middle goes on, and makes nothing twice", { timeout: 60_000 }, async () => {
    const id = await begun(120);
    const sender = aTerminal({ databaseUrl: context.database.url }).start("sender");
    await expect.poll(articleCount, { timeout: 40_000, interval: 5 }).toBeGreaterThan(2);
    sender.kill("SIGKILL");
    await sender.ended;
    expect((await siteMoveById(context, id))!.stage).toBe("moving");
    expect(await articleCount()).toBeLessThan(120);
    await context.db.updateTable("site_moves").set({ seen_at: 0 }).execute();
    await work();
    await expectWhole(id, 120);
  });

  test("that finds the disk full breaks off, and goes on once there is room", async () => {
    const id = await begun(40);
    const makeRoom = await fillDisk(context, "articles");
    await work();
    expect(await articleCount()).toBeLessThan(40);
    await makeRoom();
    // Where a disk is so full that not even this can be said, another process tries it again.
    if ((await siteMoveById(context, id))!.stage === "cancelled") {
      expect((await siteMoveById(context, id))!.found).toMatchObject({
        fault: { error: "broken-off", why: expect.stringContaining("full") },
      });
      await startMove(context, id, "Ruth");
    }
    context.later(61_000);
    await work();
    await expectWhole(id, 40);
  });

  test("stops with its process, and the next one goes on without waiting", async () => {
    const id = await brought();
    const stop = new AbortController();
    await workOnSitesSoon(context, stop.signal);
    stop.abort();
    await context.underWay.get("site-moves");
    await work();
    expect((await siteMoveById(context, id))!.stage).toBe("looked");
  });

  test("goes after a week when nobody imported it, and its report when nothing is taken back any more", async () => {
    await brought();
    await work();
    const imported = await brought();
    await work();
    await startMove(context, imported, "Ruth");
    await work();
    context.later(7 * day + 1);
    await forgetSites(context);
    expect((await listSiteMoves(context)).map(({ id }) => id)).toEqual([imported]);
    context.later(23 * day);
    await forgetSites(context);
    expect(await listSiteMoves(context)).toEqual([]);
    expect(await context.db.selectFrom("site_move_parts").select("part").execute()).toEqual([]);
  });
});

describe("An import that is taken back", () => {
  async function imported() {
    const id = await brought(anExport(3));
    await work();
    await startMove(context, id, "Ruth");
    await work();
    return runOf((await siteMoveById(context, id))!);
  }

  test("leaves nothing of it: no article, no issue of the archive, no redirect; and it can be imported again", async () => {
    const own = await anArticle(context);
    const run = await imported();
    expect(await madeByRun(context, run)).toBe(3);
    expect(await redirectFor(context, "/p/post-1")).toBe("/articles/post-1");
    expect(await takeBackRun(context, run, "Ruth")).toEqual({ removed: 3, kept: 0 });
    expect(Object.values(await articlesBySlug(context)).map(({ id }) => id)).toEqual([own.id]);
    expect(await archive(context)).toEqual([]);
    expect(await redirectFor(context, "/p/post-1")).toBeNull();
    expect(await madeByRun(context, run)).toBe(0);
    await imported();
    expect(await archive(context)).toHaveLength(3);
    expect(await redirectFor(context, "/p/post-1")).toBe("/articles/post-1");
  });

  test("is taken back by a sender, with its progress; killed, another one goes on, and counts all of it", async () => {
    const id = await brought(anExport(4));
    await work();
    await startMove(context, id, "Ruth");
    await work();
    const { "post-1": first, "post-2": second } = await articlesBySlug(context);
    await saveArticle(context, first!.id, first!.version, { ...first!, headline: "Better", imageId: null });
    expect(await askTakingBack(context, id, "Tom")).toBe(true);
    expect(await siteMoveById(context, id)).toMatchObject({ stage: "moving", undoBy: "Tom", total: 4 });
    for (const act of [askTakingBack, startMove, removeMove]) expect(await act(context, id, "Ruth")).toBe(false);
    // A process that had removed one, and died.
    await removeElsewhere(context, 2, "Tom");
    await deleteArticle(context, second!.id);
    await context.db.updateTable("site_moves").set({ worker: "gone", seen_at: context.clock() }).execute();
    await work();
    expect(Object.keys(await articlesBySlug(context))).toHaveLength(3);
    context.later(61_000);
    await work();
    expect(await siteMoveById(context, id)).toMatchObject({
      ...{ stage: "ended", undoBy: null, undone: { removed: 3, kept: 1 } },
    });
    expect(Object.keys(await articlesBySlug(context))).toEqual(["post-1"]);
  });

  test("is stopped in its middle, and one that was cancelled goes on with the import afterwards", async () => {
    const id = await brought(anExport(4));
    await work();
    await startMove(context, id, "Ruth");
    await workOnSitesSoon(context);
    await stopMove(context, id, "Ruth");
    await context.underWay.get("site-moves");
    await askTakingBack(context, id, "Ruth");
    expect(await stopMove(context, id, "Ruth")).toBe(true);
    expect(await siteMoveById(context, id)).toMatchObject({ stage: "cancelled", undoBy: null, undone: null });
    await askTakingBack(context, id, "Ruth");
    await work();
    expect(await articlesBySlug(context)).toEqual({});
    expect(await startMove(context, id, "Ruth")).toBe(true);
    await work();
    expect(await siteMoveById(context, id)).toMatchObject({ stage: "ended", undone: null });
    expect(Object.keys(await articlesBySlug(context))).toHaveLength(4);
  });

  test("keeps what somebody worked on since, and what another import made", async () => {
    const run = await imported();
    const { "post-1": first, "post-2": second } = await articlesBySlug(context);
    await saveArticle(context, first!.id, first!.version, { ...first!, headline: "Better", imageId: null });
    await anIssue(context, (await listBySlug(context, "weekly"))!, { articles: [second!] });
    expect(await takeBackRun(context, run, "Ruth")).toEqual({ removed: 1, kept: 2 });
    expect(Object.keys(await articlesBySlug(context)).sort()).toEqual(["post-1", "post-2"]);
    expect((await archive(context)).map(({ subject }) => subject)).toEqual(["Post 2", "Post 1"]);
  });

  test("one issue of it is taken out of the archive, and none that was sent from here", async () => {
    await imported();
    const [newest] = await archive(context);
    expect(await removeElsewhere(context, newest!.number, "Ruth")).toBe(true);
    expect(await removeElsewhere(context, newest!.number, "Ruth")).toBe(false);
    expect((await archive(context)).map(({ subject }) => subject)).toEqual(["Post 2", "Post 1"]);
    expect(Object.keys(await articlesBySlug(context))).toHaveLength(3);
    const number = await anIssue(context, (await listBySlug(context, "weekly"))!);
    expect(await removeElsewhere(context, number, "Ruth")).toBe(false);
  });
});
