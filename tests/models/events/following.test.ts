import { beforeEach, describe, expect, test } from "vitest";
import { inTransaction, type Context } from "#app/context.server.ts";
import { articleById, articleSchema, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { eventKinds, eventsAfter, recordEvent } from "#app/models/events.server.ts";
import { followAll, followers } from "#app/models/events/followers.server.ts";
import { followEvents, followingAtOnce, type Followers } from "#app/models/events/following.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { appendEvents } from "#db/events.server.ts";
import { bundled } from "../../support/child.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, aReader, bodyOf } from "../../support/newsroom.ts";
import { noted, noting } from "./noting.ts";

const [second, day] = [1000, 24 * 3_600_000];

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
});

/** So many articles are published, which is an event each. */
async function events(count: number) {
  await inTransaction(context, async (context) => {
    for (let i = 1; i <= count; i += 1) recordEvent(context, "article-published", i, "Ruth");
  });
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

async function rename(context: Context, id: number) {
  const { version } = (await articleById(context, id))!;
  const input = articleSchema.parse({ headline: "Robots learn to stack", body: bodyOf("Anew.") });
  return saveArticle(context, id, version, input, "Tom");
}

describe("an event", () => {
  test("tells what happened to what, by whom and when, in the order in which it happened", async () => {
    const article = await anArticle(context);
    await setPublished(context, article.id, true);
    context.later(second);
    await rename(context, article.id);
    const at = context.clock();
    expect(await eventsAfter(context, 0, 10)).toEqual([
      { seq: 1, kind: "article-published", subject: article.id, by: null, at: at - second },
      { seq: 2, kind: "article-saved", subject: article.id, by: "Tom", at },
    ]);
  });

  test("of what is undone has not happened", async () => {
    const undone = inTransaction(context, async (context) => {
      recordEvent(context, "article-published", 1);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await events(1);
    expect((await eventsAfter(context, 0, 10)).map(({ seq }) => seq)).toEqual([1]);
  });

  test("is not recorded outside of the transaction that makes it so", () => {
    expect(() => recordEvent(context, "article-published", 1)).toThrow("outside of the transaction");
  });

  test("of every kind has somebody who follows it", () => {
    const ofTheLog = Object.values(followers).filter(({ source }) => source === "events");
    const followed = new Set<string>(ofTheLog.flatMap(({ kinds }) => kinds));
    expect([...followed].sort()).toEqual(Object.keys(eventKinds).sort());
  });
});

describe("a follower", () => {
  test("is one entry beside the others: who writes an article knows nothing of it", async () => {
    const withOneMore: Followers = { ...followers, counting: noting() };
    const desk = { ...context, followAtOnce: followingAtOnce(withOneMore) };
    const article = await anArticle(desk);
    await setPublished(desk, article.id, true);
    await rename(desk, article.id);
    expect(await noted(context)).toEqual([1, 2]);
    await followEvents(context, withOneMore);
    expect(await noted(context)).toEqual([1, 2]);
  });

  test("that is new begins with the oldest event that is kept", async () => {
    await events(3);
    await followEvents(context, { noting: noting() });
    expect(await noted(context)).toEqual([1, 2, 3]);
  });

  test("is given what it follows, and passes the rest over", async () => {
    const article = await anArticle(context);
    await setPublished(context, article.id, true);
    await setPublished(context, article.id, false);
    const published = { ...noting(), kinds: ["article-unpublished"] } as Followers[string];
    expect(await followEvents(context, { published })).toBe(2);
    expect(await noted(context)).toEqual([2]);
    expect(await followEvents(context, { published })).toBe(0);
  });

  test("can follow the chain of consent by the chain's own numbers", async () => {
    const list = await aBriefing(context);
    const { id } = await aReader(context, list, "ana@readers.example");
    const confirmed: Followers[string] = {
      source: "consent",
      kinds: ["confirmed"],
      meanwhile: "nothing is noted",
      atOnce: false,
      async apply(context, events) {
        for (const { seq, kind, subject } of events) await logAction(context, "consent", kind, `${seq} ${subject}`);
      },
    };
    for (let i = 0; i < 2; i += 1) await followEvents(context, { confirmed });
    await aReader(context, list, "ben@readers.example");
    await followEvents(context, { confirmed });
    const rows = await context.db.selectFrom("audit_events").selectAll().where("actor", "=", "consent").execute();
    expect(rows.map(({ action, detail }) => `${action} ${detail}`)).toEqual([
      `confirmed 1 ${id}`,
      `confirmed 2 ${id + 1}`,
    ]);
  });

  test("goes through many events in parts", async () => {
    await events(777);
    expect(await followEvents(context, { noting: noting() })).toBe(777);
    expect(await noted(context)).toEqual(upTo(777));
  });

  test("that fails goes on where it was: what was before it is done once, and so is the rest", async () => {
    let broken = true;
    const failing = noting(({ seq }) => {
      if (broken && seq === 7) throw new Error("a bad event");
    });
    await events(10);
    await followEvents(context, { failing });
    expect(await noted(context)).toEqual(upTo(6));
    broken = false;
    context.later(second);
    await followEvents(context, { failing });
    expect(await noted(context)).toEqual(upTo(10));
  });

  test("that fails is left alone for a while, longer each time", async () => {
    let tries = 0;
    const failing = noting(() => {
      tries += 1;
      throw new Error("a bad event");
    });
    await events(1);
    const triedAfter: number[] = [];
    for (let passed = 0; passed < 3700; passed += 1) {
      const before = tries;
      await followEvents(context, { failing });
      if (tries > before) triedAfter.push(passed);
      context.later(second);
      if (passed > 40) passed += 29;
      if (passed > 40) context.later(29 * second);
    }
    expect(triedAfter.slice(0, 6)).toEqual([0, 1, 3, 7, 15, 31]);
    const rests = triedAfter
      .slice(-3)
      .map((at, i, all) => (i > 0 ? at - all[i - 1]! : 0))
      .slice(1);
    expect(rests).toEqual([600, 600]);
  });

  test("that is stuck says so to people, keeps nobody, and says when it goes on", async () => {
    let broken = true;
    const failing = noting(({ kind }) => {
      if (broken && kind === "article-published") throw new Error("no room for ana@readers.example");
    });
    const table: Followers = { failing, other: noting() };
    await events(2);
    for (let i = 0; i < 4; i += 1) {
      await followEvents(context, table);
      expect(await openNotices(context), "it may go by itself").toEqual([]);
      context.later(10 * second);
    }
    expect(await noted(context), "the other one is done").toEqual([1, 2]);
    await followEvents(context, table);
    const [notice, ...more] = await openNotices(context);
    expect(more).toEqual([]);
    expect(notice).toMatchObject({ kind: "follower-stuck", isNews: false });
    expect(notice!.text).toContain("nothing is noted. It fails at event 1 (article-published, 1): no room for …");
    const ways = await context.db.selectFrom("alerts").select("way").execute();
    expect(ways.map(({ way }) => way)).toContain("log");
    context.later(3600 * second);
    await followEvents(context, table);
    expect(await openNotices(context)).toHaveLength(1);
    broken = false;
    context.later(3600 * second);
    await followEvents(context, table);
    expect(await openNotices(context)).toEqual([]);
    expect((await noted(context)).sort()).toEqual([1, 1, 2, 2]);
  });

  test("that fails at once undoes nothing of what was saved", async () => {
    const failing = noting(() => {
      throw new Error("a bad event");
    });
    const desk = { ...context, followAtOnce: followingAtOnce({ failing, other: noting() }) };
    const article = await anArticle(desk);
    expect(await rename(desk, article.id)).toMatchObject({ article: { headline: "Robots learn to stack" } });
    expect(await noted(context), "the other one is not kept from it").toEqual([1]);
  });

  test("that was killed in the middle of an event is gone on with by another process, once for each", async () => {
    await events(120);
    const follow = await bundled("tests/models/events/follow-slowly.ts");
    await expect(follow([context.database.url, "1", "70"])).rejects.toMatchObject({ signal: "SIGKILL" });
    expect(await noted(context)).toEqual(upTo(50));
    await followEvents(context, { noting: noting() });
    expect(await noted(context)).toEqual(upTo(120));
  });

  test("can run in several processes at once, and still does each thing once, in order", async () => {
    await events(400);
    const follow = await bundled("tests/models/events/follow-slowly.ts");
    await Promise.all([1, 2, 3].map(() => follow([context.database.url, "30"])));
    await followEvents(context, { noting: noting() });
    expect(await noted(context)).toEqual(upTo(400));
  });
});

test("what is committed late is not passed over, whoever else was quicker", async () => {
  const { db } = context;
  const follower = { noting: noting() };
  const event = { kind: "article-published", by: null, at: context.clock() };
  let commit = () => {};
  let written = () => {};
  const isWritten = new Promise<void>((resolve) => (written = resolve));
  const mayCommit = new Promise<void>((resolve) => (commit = resolve));
  const slow = db.transaction().execute(async (db) => {
    await appendEvents(db, [{ ...event, subject: 1 }]);
    written();
    await mayCommit;
  });
  await isWritten;
  // Where writers are one after the other, both of these wait for the slow one.
  const quick = db.transaction().execute((db) => appendEvents(db, [{ ...event, subject: 2 }]));
  const between = followEvents(context, follower);
  await Promise.race([Promise.all([quick, between]), new Promise((resolve) => setTimeout(resolve, 300))]);
  commit();
  await Promise.all([slow, quick, between]);
  await followEvents(context, follower);
  const all = await eventsAfter(context, 0, 10);
  expect(all.map(({ seq, subject }) => [seq, subject])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(await noted(context)).toEqual([1, 2]);
});

describe("old events are forgotten", () => {
  async function kept() {
    while (await retain(context));
    return (await eventsAfter(context, 0, 1000)).length;
  }

  test("after a week, once everybody has passed them", async () => {
    await events(3);
    await followAll(context);
    context.later(6 * day);
    await events(2);
    await followAll(context);
    expect(await kept()).toBe(5);
    context.later(2 * day);
    expect(await kept()).toBe(2);
    context.later(7 * day);
    expect(await kept()).toBe(0);
    await events(1);
    expect(
      (await eventsAfter(context, 0, 10)).map(({ seq }) => seq),
      "and the numbers go on",
    ).toEqual([6]);
  });

  test("not while somebody is stuck before them, but without those who follow no more", async () => {
    const failing = noting(() => {
      throw new Error("a bad event");
    });
    await events(3);
    await followEvents(context, { ...followers, failing });
    context.later(8 * day);
    await followEvents(context, { ...followers, failing });
    expect(await kept()).toBe(3);
    context.later(31 * day);
    await events(1);
    await followAll(context);
    expect(await kept()).toBe(1);
  });
});
