import { beforeEach, describe, expect, test } from "vitest";
import { addCorrection } from "#app/models/articles/corrections.server.ts";
import { createDraftLink } from "#app/models/articles/draftLinks.server.ts";
import { assign } from "#app/models/assignments.server.ts";
import { addComment } from "#app/models/comments/comments.server.ts";
import { hour } from "#app/models/durations.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { addNotice, openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { activeSlots } from "#app/models/sending/schedule/slots.server.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { aStoredPicture } from "../support/library.ts";
import { anArticle, anIssue } from "../support/newsroom.ts";
import { groupSchema, setGroup } from "#app/models/pacing/destinations.server.ts";
import { rateLimitSchema, setRateLimit } from "#app/models/pacing/settings.server.ts";
import { aSite, everythingIn } from "../support/site.ts";
import { aSlot } from "../support/slots.ts";

let context: TestContext;
let list: List;
let ruth: AtTheDesk;

beforeEach(async () => {
  ({ context, list } = await aSite());
  ruth = await atTheDesk(context, "operator");
});

/** Deletes by an article's or issue's page. @returns the number by which it is undone */
async function deleted(path: string, who = ruth): Promise<number> {
  const head = {
    intent: "delete",
    as: who.editor.id,
    version: 1,
    tab: "a-tab-of-a-test",
    step: 1,
    over: false,
    draft: null,
  };
  const { text } = await who.send(`${path}/sheet`, head);
  return (JSON.parse(text) as { undo: number }).undo;
}

const undo = (id: number, who = ruth) => who.post("/desk/undo", { id: String(id), to: "/desk/articles" });

/** Everything but what an act and its undoing leave behind: the log, events, and the acts themselves. */
async function rest(): Promise<Record<string, unknown[]>> {
  const passing = [
    "audit_events",
    "events",
    "event_head",
    "event_cursors",
    "undos",
    "sessions",
    "sheet_locks",
    "notices",
  ];
  const all = JSON.parse(await everythingIn(context)) as [string, Record<string, unknown>[]][];
  const rows = all.filter(([table]) => !passing.includes(table) && !table.startsWith("search"));
  return Object.fromEntries(rows.map(([table, lines]) => [table, lines.map((line) => JSON.stringify(line)).sort()]));
}

/** An article with all that an article can have. */
async function aFullArticle() {
  const picture = await aStoredPicture(context, { alt: "An arm" });
  const article = await anArticle(context, { topics: ["Robots", "Law"], imageId: picture.id, imageAlt: "An arm" });
  const piece = { kind: "article" as const, subject: article.id };
  await createDraftLink(context, "Ruth", article.id, { name: "The lawyer", days: 7 });
  await addCorrection(context, "Ruth", article.id, "It was 40.");
  await assign(context, "Ruth", piece, { title: "The article", path: "/desk" }, { editorId: ruth.editor.id, due: "" });
  return { article, piece };
}

describe("a deleted draft", () => {
  test("is back with everything that it had, once, and the log says so", async () => {
    const { article, piece } = await aFullArticle();
    const thread = await addComment(context, ruth.editor, piece, { text: "Why?", quote: "", before: "" });
    expect(thread).not.toHaveProperty("error");
    const before = await rest();
    const id = await deleted(`/desk/articles/${article.id}`);
    expect((await ruth.see(`/desk/articles/${article.id}`)).status).toBe(404);
    const page = await ruth.see(`/desk/articles?undo=${id}`);
    expect(page.text).toContain("The draft “Robots learn to pack” is deleted.");
    const back = await undo(id);
    expect([back.status, back.headers.location]).toEqual([302, `/desk/articles/${article.id}?undo=${id}`]);
    expect(await rest()).toEqual(before);
    expect((await ruth.see(back.headers.location as string)).text).toContain(
      "The draft “Robots learn to pack” is back.",
    );
    expect((await undo(id)).headers.location).toBe(back.headers.location);
    const { text } = await ruth.see("/desk/settings/log");
    expect(text).toContain("article-deleted Robots learn to pack");
  });

  test("gets another address where a new article has taken it", async () => {
    const first = await anArticle(context);
    const id = await deleted(`/desk/articles/${first.id}`);
    const second = await anArticle(context);
    expect(second.slug).toBe(first.slug);
    await undo(id);
    const rows = await context.db.selectFrom("articles").select("slug").orderBy("id").execute();
    expect(rows).toEqual([{ slug: `${first.slug}-${first.id}` }, { slug: first.slug }]);
  });

  test("is undone by nobody else, and not after an hour", async () => {
    const article = await anArticle(context);
    const id = await deleted(`/desk/articles/${article.id}`);
    const tom = await atTheDesk(context, "owner", "Tom");
    expect((await undo(id, tom)).headers.location).toBe(`/desk/articles?undo=${id}&not`);
    expect((await tom.see(`/desk/articles?undo=${id}`)).text).not.toContain("is deleted");
    context.later(hour);
    expect((await undo(id)).headers.location).toBe(`/desk/articles?undo=${id}&not`);
    expect((await ruth.see(`/desk/articles/${article.id}`)).status).toBe(404);
  });

  test("that was on the site is not offered back: its links have led nowhere", async () => {
    const article = await anArticle(context);
    await context.db.updateTable("articles").set({ published_at: 1 }).where("id", "=", article.id).execute();
    expect(await deleted(`/desk/articles/${article.id}`)).toBeNull();
  });
});

describe("a deleted issue", () => {
  test("is back with its sections, pieces, steps and people", async () => {
    const article = await anArticle(context);
    const item = { kind: "item" as const, text: "42 robots", url: "https://example.org/42", source: "A count" };
    const number = await createIssue(context, list.id, {
      subject: "What robots pack",
      sections: [
        { ...emptySection(), heading: "Lead", pieces: [{ kind: "article", id: article.id, display: "full" }] },
        { ...emptySection(), heading: "Numbers", pieces: [item] },
      ],
    });
    const before = await rest();
    const id = await deleted(`/desk/issues/${number}`);
    expect((await ruth.see(`/desk/issues?undo=${id}`)).text).toContain("Issue 1, “What robots pack”, is deleted.");
    expect((await undo(id)).headers.location).toBe(`/desk/issues/1?undo=${id}`);
    expect(await rest()).toEqual(before);
  });

  test("takes the next number where a new issue has its own, and leaves out an article that is gone", async () => {
    const [kept, gone] = [await anArticle(context), await anArticle(context, { headline: "Gone" })];
    const number = await anIssue(context, list, { articles: [kept, gone] });
    const id = await deleted(`/desk/issues/${number}`);
    await deleted(`/desk/articles/${gone.id}`);
    expect(await anIssue(context, list, { articles: [kept] })).toBe(number);
    expect((await undo(id)).headers.location).toBe(`/desk/issues/${number + 1}?undo=${id}`);
    const { text } = await ruth.see(`/desk/issues/${number + 1}`);
    expect(text).toContain("Robots learn to pack");
    expect(text).not.toContain(">Gone<");
  });
});

describe("what is done at once by a form", () => {
  test("a slot that is ended is there again, but not beside another one at its time", async () => {
    const slot = await aSlot(context, list);
    const end = async (id: number) =>
      (await ruth.post("/desk/schedule", { intent: "end", id: String(id) })).headers.location;
    expect(await end(slot.id)).toBe("/desk/schedule?undo=1");
    expect((await ruth.see("/desk/schedule?undo=1")).text).toContain("The slot is ended: Every Monday at 10:00");
    await undo(1);
    expect(await activeSlots(context)).toHaveLength(1);
    await end(slot.id);
    await aSlot(context, list);
    expect((await undo(2)).headers.location).toBe("/desk/articles?undo=2&not");
    expect((await ruth.see("/desk/articles?undo=2&not")).text).toContain("It cannot be undone any more");
    expect(await activeSlots(context)).toHaveLength(1);
  });

  test("a link to a draft works again, and a notice is told again", async () => {
    const article = await anArticle(context);
    await createDraftLink(context, "Ruth", article.id, { name: "The lawyer", days: 7 });
    await ruth.post(`/desk/articles/${article.id}/preview`, { intent: "end", link: "1" });
    expect((await undo(1)).headers.location).toBe(`/desk/articles/${article.id}/preview?undo=1`);
    expect((await context.db.selectFrom("draft_links").select("ended_at").executeTakeFirst())?.ended_at).toBeNull();
    await addNotice(context, { kind: "slot-empty", text: "Nothing went out." });
    const [notice] = await openNotices(context);
    await ruth.post("/desk/notices", { id: String(notice!.id), to: "/desk/lists" });
    expect(await openNotices(context)).toEqual([]);
    await undo(2);
    expect(await openNotices(context)).toHaveLength(1);
  });

  test("somebody who was made a writer undoes no end of a slot", async () => {
    const slot = await aSlot(context, list);
    await ruth.post("/desk/schedule", { intent: "end", id: String(slot.id) });
    await context.db.updateTable("editors").set({ role: "writer" }).execute();
    await undo(1);
    expect(await activeSlots(context)).toEqual([]);
  });

  test("a number that is none, or somebody else's, changes nothing", async () => {
    for (const id of ["", "0", "x", "99999999999", "1 or 1=1"])
      expect((await ruth.post("/desk/undo", { id, to: "https://evil.example" })).headers.location).toMatch(/^\/desk\?/);
  });
});

test("limits that were taken away, and a group that was taken apart, are there again as they were", async () => {
  const limits = { destination: "*", perDay: "900", warmUp: "500", growth: "30" };
  await setRateLimit(context, rateLimitSchema.parse(limits), "Ruth");
  await setGroup(context, groupSchema.parse({ group: "google", domains: "gmail.com, googlemail.com" }), "Ruth");
  await setRateLimit(context, rateLimitSchema.parse({ destination: "google", perSecond: "5" }), "Ruth");
  const before = await rest();
  const act = (fields: Record<string, string>) => ruth.post("/desk/settings/pacing", fields);
  expect((await act({ intent: "clear", destination: "*" })).headers.location).toBe("/desk/settings/pacing?undo=1");
  expect((await act({ intent: "end-group", group: "google" })).headers.location).toBe("/desk/settings/pacing?undo=2");
  expect((await act({ intent: "end-group", group: "google" })).status).toBe(409);
  expect((await ruth.see("/desk/settings/pacing?undo=2")).text).toContain("The group google is taken apart.");
  await undo(2);
  await undo(1);
  expect(await rest()).toEqual(before);
});
