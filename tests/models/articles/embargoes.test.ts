import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { articleRevisions, restoreArticle } from "#app/models/articles/articleRevisions.server.ts";
import { articleById, type Article } from "#app/models/articles/articles.server.ts";
import { publishSheet, reviewSheet } from "#app/models/articles/editing.server.ts";
import { embargoEnd } from "#app/models/articles/embargo.server.ts";
import { articleInMarkdown } from "#app/models/articles/markdownExport.server.ts";
import { importArticles } from "#app/models/articles/markdownImport.server.ts";
import { runPublications, schedulePublication } from "#app/models/articles/scheduled.server.ts";
import { saveSheet, sheetOf, sheetSchema } from "#app/models/articles/sheets.server.ts";
import { fieldMoment } from "#app/models/dates.server.ts";
import { hour, minute } from "#app/models/durations.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { preflightByNumber } from "#app/models/preflight/preflight.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { approveIssue, scheduleIssue } from "#app/models/sending/approvals.server.ts";
import { sendReview } from "#app/models/sending/review.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { makeQuickFolder } from "../../support/folders.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../../support/newsroom.ts";
import { aSlot } from "../../support/slots.ts";

const zone = "Europe/Amsterdam";
let context: TestContext;
let list: List;
beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

/** The time in so many milliseconds, as a page sends it. */
const inSome = (ms: number) => fieldMoment(context.clock() + ms, zone);
const typed = (given: Record<string, unknown> = {}) =>
  sheetSchema.parse({ headline: "Robots", body: JSON.parse(bodyOf("Text.")) as unknown, ...given });
const placeOf = async (id: number, step: number) => {
  const { version } = (await articleById(context, id))!;
  return { id, version, tab: "a-tab-of-ines", step };
};
const publishedAt = async (id: number) => (await articleById(context, id))!.publishedAt;
const held = (ms: number) => anArticle(context, { embargo: inSome(ms) });

describe("an embargo ends", () => {
  test("at its time in the briefing's zone, the first one where the clock shows it twice", () => {
    expect(embargoEnd("2026-11-30T07:00", zone)).toBe(Date.parse("2026-11-30T06:00Z"));
    expect(embargoEnd("2026-10-25T02:30", zone)).toBe(Date.parse("2026-10-25T00:30Z"));
    expect([embargoEnd("", zone), embargoEnd("soon", zone)]).toEqual([null, null]);
  });

  test("with the first minute that there is, where the clocks go forward over its time", () => {
    expect(embargoEnd("2026-03-29T02:30", zone)).toBe(Date.parse("2026-03-29T01:00Z"));
    expect(embargoEnd("2026-10-04T02:10", "Australia/Lord_Howe")).toBe(Date.parse("2026-10-03T15:30Z"));
  });

  test("never, for what is no time: a sheet keeps none of it", () => {
    for (const embargo of ["soon", "2026-13-01T07:00", "2026-11-30T24:00", 7])
      expect(typed({ embargo }).embargo).toBe("");
  });
});

describe("an article under embargo", () => {
  test("is not published before its end, by hand or at a time, and by both afterwards", async () => {
    const { id } = await anArticle(context);
    const embargo = inSome(hour);
    const says = { embargo: ["It is under embargo until Monday 23 November 2026, 10:00."] };
    expect(await publishSheet(context, "Ines", await placeOf(id, 1), typed({ embargo }))).toMatchObject({
      lacks: says,
    });
    const review = await reviewSheet(context, "Ines", await placeOf(id, 2), typed({ embargo }));
    expect(review).toMatchObject({ review: { required: says } });
    const schedule = (ms: number) => schedulePublication(context, "Ines", id, inSome(ms));
    expect(await schedule(hour - minute)).toMatchObject({ error: "lacks", lacks: says });
    expect(await schedule(hour)).toEqual({ at: context.clock() + hour });
    context.later(hour);
    await runPublications(context);
    expect(await publishedAt(id)).toBe(context.clock());
  });

  test("that got a later one meanwhile is held, which somebody is told", async () => {
    const { id } = await anArticle(context);
    await schedulePublication(context, "Ines", id, inSome(hour));
    await saveSheet(context, "Ines", await placeOf(id, 1), typed({ embargo: inSome(2 * hour) }));
    context.later(hour);
    await runPublications(context);
    expect(await publishedAt(id)).toBeNull();
    const [notice] = await openNotices(context);
    expect(notice!.text).toContain("It is under embargo until Monday 23 November 2026, 11:00.");
  });

  test("keeps it in its revisions, and through a Markdown file, which does not publish it", async () => {
    const { id } = await anArticle(context);
    await saveSheet(context, "Ines", await placeOf(id, 1), typed({ embargo: inSome(hour) }));
    context.later(hour / 2);
    await saveSheet(context, "Ines", await placeOf(id, 2), typed());
    const { revisions, difference } = await articleRevisions(context, id);
    const lines = difference!.parts.find(({ part }) => part === "embargo")!.lines;
    expect(lines.map(({ pieces }) => pieces.map(({ text }) => text).join(""))).toEqual(["2026-11-23 10:00"]);
    await restoreArticle(context, "Ines", id, revisions[1]!.id);
    expect((await sheetOf(context, id))!.typed.embargo).toBe("2026-11-23T10:00");

    const path = join(makeQuickFolder("embargo-"), "held.md");
    await writeFile(path, (await articleInMarkdown(context, (await articleById(context, id))!.slug))!);
    const elsewhere = await testContext();
    await aBriefing(elsewhere);
    const bring = (publish: boolean) => importArticles(elsewhere, [path], { update: false, publish, actor: "Ruth" });
    expect(await bring(true)).toMatchObject({
      faults: [{ fault: { error: "embargo", until: "Monday 23 November 2026, 10:00" } }],
    });
    await bring(false);
    expect(await articleById(elsewhere, 1)).toMatchObject({ embargo: "2026-11-23T10:00", publishedAt: null });
    await writeFile(path, "---\nheadline: Held\nembargo: 2026-11-30\n---\n\nText.\n");
    expect(await bring(false)).toMatchObject({ faults: [{ fault: { error: "invalid-field", field: "embargo" } }] });
  });
});

describe("an embargo stays", () => {
  test("when words of before it are brought back", async () => {
    const { id } = await anArticle(context);
    await saveSheet(context, "Ines", await placeOf(id, 1), typed({ dek: "Former words." }));
    context.later(hour);
    await saveSheet(context, "Ines", await placeOf(id, 2), typed({ embargo: inSome(hour) }));
    const { revisions } = await articleRevisions(context, id);
    await restoreArticle(context, "Ines", id, revisions.at(-1)!.id);
    expect((await articleById(context, id))!.embargo).toBe(inSome(hour));
  });

  test("when a file that says nothing of it goes over the article, and ends by an empty line of it", async () => {
    const { id, slug } = await held(hour);
    const path = join(makeQuickFolder("embargo-"), `${slug}.md`);
    const bring = async (line: string, publish: boolean) => {
      await writeFile(path, `---\nheadline: Robots\n${line}---\n\nText.\n`);
      return importArticles(context, [path], { update: true, publish, actor: "Ruth" });
    };
    expect(await bring("", true)).toMatchObject({ faults: [{ fault: { error: "embargo", isOnSite: false } }] });
    await bring("", false);
    expect(await articleById(context, id)).toMatchObject({ embargo: inSome(hour), publishedAt: null });
    expect(await bring("embargo:\n", true)).not.toHaveProperty("error");
    expect(await articleById(context, id)).toMatchObject({ embargo: "", publishedAt: context.clock() });
    const late = await bring(`embargo: "${inSome(hour)}"\n`, false);
    expect(late).toMatchObject({ faults: [{ fault: { error: "embargo", isOnSite: true } }] });
  });
});

describe("an issue with an article under embargo", () => {
  let article: Article;
  let number: number;
  beforeEach(async () => {
    await aReader(context, list, "ana@readers.example");
    article = await held(2 * hour);
    number = await anIssue(context, list, { articles: [article] });
  });

  const fault = { error: "embargo", headline: "Robots learn to pack", until: "Monday 23 November 2026, 11:00" };
  const findings = async () => {
    const { places } = (await preflightByNumber(context, number))!;
    return places.flatMap(({ findings }) => findings).filter(({ check }) => check === "embargo");
  };

  test("does not go out before its end, and then puts the article on the site", async () => {
    expect(await sendIssue(context, number, "Ruth")).toEqual({ error: "faults", faults: [{ ...fault, at: null }] });
    expect(await findings()).toMatchObject(
      [{ level: "blocking", at: { kind: "article", id: article.id }, why: /would go out now\.$/ }].map((one) => ({
        ...one,
        why: expect.stringMatching(one.why) as string,
      })),
    );
    context.later(2 * hour);
    expect(await findings()).toEqual([]);
    expect(await sendIssue(context, number, "Ruth")).not.toHaveProperty("error");
    expect(await publishedAt(article.id)).toBe(context.clock());
  });

  test("is not approved for a slot or a time before its end, and is for one after it", async () => {
    const at = "Monday 23 November 2026, 10:00";
    const slot = await aSlot(context, list);
    expect(await approveIssue(context, number, "Ruth")).toEqual({ error: "faults", faults: [{ ...fault, at }] });
    const [found] = await findings();
    expect(found!.why).toBe(
      `“Robots learn to pack” is under embargo until ${fault.until}, and the issue would go out on ${at}.`,
    );
    const early = await scheduleIssue(context, number, context.clock() + hour, "Ruth");
    expect(early).toMatchObject({ error: "faults" });
    expect(await scheduleIssue(context, number, context.clock() + 2 * hour, "Ruth")).toEqual({ approved: true });
    expect(await findings()).toEqual([]);
    expect((await sendReview(context, number)) as object).toMatchObject({ faults: [{ about: "embargo" }] });
    expect(slot.id).toBeGreaterThan(0);
  });

  test("is not sent where an embargo comes at the moment of sending", async () => {
    context.later(2 * hour);
    const meanwhile = async ({ db }: { db: TestContext["db"] }) => {
      await db
        .updateTable("articles")
        .set({ embargo: inSome(hour) })
        .where("id", "=", article.id)
        .execute();
    };
    expect(await sendIssue(context, number, "Ruth", undefined, meanwhile)).toEqual({ error: "changed-meanwhile" });
    expect(await publishedAt(article.id)).toBeNull();
  });

  test("is approved for a slot that is late, and would send now that the embargo is over", async () => {
    await aSlot(context, list);
    context.later(3 * hour);
    expect(await approveIssue(context, number, "Ruth")).toEqual({ approved: true });
  });

  test("is held by its slot where the embargo came after the approval", async () => {
    const free = await anIssue(context, list, { articles: [await anArticle(context)] });
    await aSlot(context, list);
    await approveIssue(context, free, "Ruth");
    const { articles } = (await issueByNumber(context, free))!;
    await context.db
      .updateTable("articles")
      .set({ embargo: inSome(2 * hour) })
      .where("id", "=", articles[0]!.id)
      .execute();
    context.later(hour);
    await runSlots(context);
    expect((await issueByNumber(context, free))!.sendingAt).toBeNull();
    expect((await openNotices(context)).some(({ text }) => text.includes("under embargo"))).toBe(true);
  });
});
