import { beforeEach, describe, expect, test } from "vitest";
import { articleById, setPublished } from "#app/models/articles/articles.server.ts";
import { saveCheckLevels } from "#app/models/articles/checks.server.ts";
import { discardArticle, publishSheet } from "#app/models/articles/editing.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { cancelPublication, runPublications, schedulePublication } from "#app/models/articles/scheduled.server.ts";
import { saveSheet, sheetOf, sheetSchema } from "#app/models/articles/sheets.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { fieldMoment } from "#app/models/dates.server.ts";
import { hour, minute } from "#app/models/durations.ts";
import { eventsAfter } from "#app/models/events.server.ts";
import { followAll, keepFollowing } from "#app/models/events/followers.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { newWorker, runMaintenance } from "#app/sender/maintenance.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../../support/newsroom.ts";
import { approveIssue } from "#app/models/sending/approvals.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";

const zone = "Europe/Amsterdam";
let context: TestContext;
let list: List;
beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

/** The time in so many milliseconds, as a page sends it. */
const inSome = (ms: number) => fieldMoment(context.clock() + ms, zone);
const schedule = (id: number, typed: string) => schedulePublication(context, "Ines", id, typed);
const typed = (given: Record<string, unknown> = {}) =>
  sheetSchema.parse({ headline: "Robots", body: JSON.parse(bodyOf("Text.")) as unknown, ...given });
const save = async (id: number, step: number, given: Record<string, unknown> = {}) => {
  const { version } = (await articleById(context, id))!;
  return saveSheet(context, "Ines", { id, version, tab: "a-tab-of-ines", step }, typed(given));
};
const kinds = async () => (await eventsAfter(context, 0, 50)).map(({ kind }) => kind);
const publishedAt = async (id: number) => (await articleById(context, id))!.publishedAt;

describe("an article with a time", () => {
  test("is published then, once, whoever looks, with what was saved meanwhile", async () => {
    const { id } = await anArticle(context);
    expect(await schedule(id, inSome(hour))).toEqual({ at: context.clock() + hour });
    expect((await listArticles(context, { status: "scheduled" }))[0]).toMatchObject({
      id,
      scheduledAt: context.clock() + hour,
    });
    await save(id, 1, { headline: "Robots, corrected" });
    context.later(hour - minute);
    await runPublications(context);
    expect(await publishedAt(id)).toBeNull();
    context.later(minute);
    await Promise.all([runPublications(context), runPublications(context), runPublications(context)]);
    expect(await articleById(context, id)).toMatchObject({
      headline: "Robots, corrected",
      publishedAt: context.clock(),
    });
    expect((await kinds()).filter((kind) => kind === "article-published")).toHaveLength(1);
    expect((await sheetOf(context, id))!.scheduledAt).toBeNull();
    const log = await recentEvents(context, 2);
    expect(log[0]).toMatchObject({ action: "article-published", actor: "Ines" });
    expect(log[0]!.detail).toContain("scheduled for 2026-11-23T");
  });

  test("is published by a sender, with what follows a publication: readers find it, and feeds know", async () => {
    const { id } = await anArticle(context, { headline: "Zeppelins return" });
    await schedule(id, inSome(hour));
    context.later(2 * hour);
    const orders = { pacing: { refresh: async () => {}, meter: { busiest: () => [], perSecond: () => 0 } }, share: {} };
    await runMaintenance(
      context,
      newWorker("one", orders as never, () => []),
    );
    expect(await publishedAt(id)).toBe(context.clock());
    const found = await context.db.selectFrom("search_documents").select("headline").execute();
    expect(found).toEqual([{ headline: "Zeppelins return" }]);
    const cursors = await context.db
      .selectFrom("event_cursors")
      .select("seq")
      .where("follower", "=", "feeds")
      .execute();
    expect(cursors).toEqual([{ seq: (await eventsAfter(context, 0, 50)).at(-1)!.seq }]);
  });

  test("is published by a web process where no sender runs, however late after a restart", async () => {
    const { id } = await anArticle(context);
    await schedule(id, inSome(hour));
    context.later(30 * hour);
    const stop = new AbortController();
    const ended = keepFollowing(context, stop.signal);
    await expect.poll(() => publishedAt(id)).toBe(context.clock());
    stop.abort();
    await ended;
  });

  test("does not take anything from a page that has its sheet open: that goes on saving", async () => {
    const { id } = await anArticle(context);
    await save(id, 1);
    await schedule(id, inSome(minute));
    context.later(minute);
    await runPublications(context);
    expect(await save(id, 2, { headline: "And on" })).toMatchObject({ id });
    expect(await sheetOf(context, id)).toMatchObject({ article: { headline: "Robots" }, waits: true });
  });

  test("keeps the approval of an issue that has it", async () => {
    const article = await anArticle(context);
    await save(article.id, 1);
    await aReader(context, list, "ana@readers.example");
    const number = await anIssue(context, list, { articles: [article] });
    expect(await approveIssue(context, number, "Ruth")).toEqual({ approved: true });
    await schedule(article.id, inSome(minute));
    context.later(minute);
    await runPublications(context);
    await followAll(context);
    expect((await issueByNumber(context, number))!.status).toBe("ready");
  });

  test("gets another one, or none; published by hand before, it has none any more", async () => {
    const { id } = await anArticle(context);
    await schedule(id, inSome(hour));
    await schedule(id, inSome(3 * hour));
    context.later(2 * hour);
    await runPublications(context);
    expect(await publishedAt(id)).toBeNull();
    expect(await cancelPublication(context, "Tom", id)).toBe(true);
    expect(await cancelPublication(context, "Tom", id)).toBe(false);
    context.later(2 * hour);
    await runPublications(context);
    expect(await publishedAt(id)).toBeNull();
    await schedule(id, inSome(hour));
    const { version } = (await articleById(context, id))!;
    await publishSheet(context, "Ines", { id, version, tab: "a-tab-of-ines", step: 9 }, typed());
    expect((await sheetOf(context, id))!.scheduledAt).toBeNull();
    expect(await schedule(id, inSome(hour))).toEqual({ error: "published" });
    const said = (await recentEvents(context, 20)).map(({ action }) => action);
    expect(said.filter((action) => /schedule/.test(action))).toEqual([
      "article-scheduled",
      "article-schedule-cancelled",
      "article-scheduled",
      "article-scheduled",
    ]);
  });

  test("that is deleted before leaves nothing behind", async () => {
    const { id } = await anArticle(context);
    await schedule(id, inSome(hour));
    await discardArticle(context, "Ines", id);
    context.later(2 * hour);
    await runPublications(context);
    expect(await openNotices(context)).toEqual([]);
    expect(await schedule(id, inSome(hour))).toEqual({ error: "gone" });
  });
});

describe("a time", () => {
  test("is in the briefing's zone, in the future, within a year, and there", async () => {
    const { id } = await anArticle(context);
    expect(await schedule(id, "2026-11-24T07:00")).toEqual({ at: Date.UTC(2026, 10, 24, 6) });
    expect(await schedule(id, "2027-07-01T07:00")).toEqual({ at: Date.UTC(2027, 6, 1, 5) });
    expect(await schedule(id, "2027-10-31T02:30"), "comes twice: the first").toEqual({
      at: Date.UTC(2027, 9, 31, 0, 30),
    });
    expect(await schedule(id, "2027-03-28T02:30")).toMatchObject({ error: "skipped", time: "02:30" });
    expect(await schedule(id, inSome(0))).toEqual({ error: "past" });
    expect(await schedule(id, inSome(-hour))).toEqual({ error: "past" });
    expect(await schedule(id, "2036-11-24T07:00")).toEqual({ error: "too-far" });
    for (const nothing of ["", "tomorrow", "2026-13-01T07:00"])
      expect(await schedule(id, nothing)).toEqual({ error: "unreadable" });
  });
});

describe("what a publication lacks", () => {
  test("keeps a time from being set", async () => {
    const { id } = await anArticle(context);
    await save(id, 1, { headline: "" });
    expect(await schedule(id, inSome(hour))).toEqual({
      error: "lacks",
      lacks: { headline: ["Give the article a headline."] },
    });
    expect((await sheetOf(context, id))!.scheduledAt).toBeNull();
  });

  test("at the time keeps the article a draft, with a notice that its publication closes", async () => {
    const { id } = await anArticle(context, { headline: "Robots pack" });
    await schedule(id, "2026-11-24T07:00");
    await save(id, 1, { headline: "Robots pack" });
    await saveCheckLevels(context, "Ruth", { sources: "required" });
    context.later(48 * hour);
    await runPublications(context);
    await runPublications(context);
    expect(await publishedAt(id)).toBeNull();
    const [notice, ...others] = await openNotices(context);
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      kind: "publication-held",
      link: `/desk/articles/${id}`,
      text: "“Robots pack” was not published on Tuesday 24 November 2026, 07:00, as it was to. Name a source. It is still a draft.",
    });
    await setPublished(context, id, true, "Ines");
    await followAll(context);
    expect(await openNotices(context)).toEqual([]);
  });

  test("a slug that another article has stands in the way, too", async () => {
    const { id } = await anArticle(context, { headline: "One" });
    await anArticle(context, { headline: "Two", slug: "two" });
    await save(id, 1, { headline: "One", slug: "two" });
    expect(await schedule(id, inSome(hour))).toMatchObject({
      error: "lacks",
      lacks: { slug: ["Another article has this slug; choose another one."] },
    });
  });
});
