import { beforeEach, describe, expect, test } from "vitest";
import { assign } from "#app/models/assignments.server.ts";
import { beginIssue } from "#app/models/issues/beginnings.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { approveIssue, scheduleIssue } from "#app/models/sending/approvals.server.ts";
import { askReview } from "#app/models/sending/askReview.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { askLock } from "#app/models/sheetLocks.server.ts";
import { runSheet } from "#app/routes/desk._index/runSheet.server.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import { askedIn } from "../support/asked.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { anApprovedIssue, aSlot, hour } from "../support/slots.ts";

let context: TestContext;
let list: List;
let ruth: AtTheDesk;

beforeEach(async () => {
  ({ context, list } = await aSite());
  ruth = await atTheDesk(context, "operator");
});

/** What the page says, without its markup. */
async function words(who = ruth): Promise<string> {
  const { status, text } = await who.see("/desk");
  expect(status).toBe(200);
  return text
    .slice(text.indexOf("<main"), text.indexOf("</main>"))
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, " ")
    .replace(/ ([,.])/g, "$1");
}

describe("a desk where little was done yet", () => {
  test("says what the next step is, with its button: an article, an issue, a weekly time, a list", async () => {
    expect(await words()).toMatch(/It begins with an article .* Write the first article Import what you have/);
    expect(await words()).toMatch(/Begin the first issue .* The Robotics Briefing New issue/);
    await anArticle(context);
    expect(await words()).not.toContain("It begins with an article");
    await createIssue(context, list.id);
    const begun = await words();
    expect(begun).toMatch(/No weekly time yet: somebody sends each issue, .* Make a weekly time/);
    expect(begun).toMatch(/It has no articles yet\. Choose its articles/);
    await context.db.deleteFrom("issues").execute();
    await aSlot(context, list);
    expect(await words()).toMatch(/Nothing is approved for it yet.* No issue is being made .* New issue/);
    await context.db.deleteFrom("slots").execute();
    await context.db.deleteFrom("lists").execute();
    expect(await words()).toMatch(/There is no list yet .* Make the first list/);
  });

  test("offers an editor nothing that only an operator may do", async () => {
    const tom = await atTheDesk(context, "editor", "Tom");
    await aReader(context, list, "ana@readers.example");
    await anIssue(context, list);
    const said = await words(tom);
    expect(said).toContain("An operator can make one.");
    expect(said).toContain("Continue");
    expect(said).not.toMatch(/Make a weekly time|Approve or send/);
    expect(await words()).toContain("Approve or send…");
    await context.db.deleteFrom("issues").execute();
    expect(await words(tom)).toContain("New issue");
  });
});

describe("the next slot", () => {
  test("stands with its date, its time in the briefing's zone and how long until then, which the clock changes", async () => {
    await aSlot(context, list, { weekday: "3", time: "07:00", timeZone: "America/New_York" });
    expect(await words()).toContain(
      "Next: Wednesday 25 November 2026, 13:00 (Wednesday 25 November 2026, 07:00, America/New_York), in 2 days 4 hours.",
    );
    context.later(2 * 24 * hour + 3 * hour + 58 * 60_000);
    // Ruth's session has run out meanwhile.
    ruth = await atTheDesk(context, "operator", "Ruth again");
    expect(await words()).toContain("in 2 minutes.");
    context.later(2 * 60_000);
    expect(await words()).toContain("due now, as soon as a sender runs");
  });

  test("names the issue that takes it, and when the others go", async () => {
    await aReader(context, list, "ana@readers.example");
    await aSlot(context, list, { weekday: "3", time: "07:00" });
    await anApprovedIssue(context, list);
    expect(await words()).toMatch(/Issue 1, “ ?Robots learn to pack ?”, goes then\..*No\. 1 Scheduled/);
    await anApprovedIssue(context, list);
    const own = await anIssue(context, list, { subject: "At its own time" });
    await scheduleIssue(context, own, context.clock() + hour, "Ruth");
    const draft = await anIssue(context, list, { subject: "The draft" });
    const said = await words();
    expect(said).toMatch(/No\. 4 Draft .*The draft Once approved, goes 9 Dec 2026, 07:00/);
    expect(said).toMatch(
      /Approved, and goes No\. 3 At its own time Scheduled for 23 Nov 2026, 10:00 No\. 1 .* for 25 Nov 2026, 07:00 No\. 2 .* for 2 Dec 2026, 07:00/,
    );
    expect(await approveIssue(context, draft, "Ruth")).toEqual({ approved: true });
  });
});

describe("the issue that is being made", () => {
  test("shows each piece in its section: length, state, who is on it, who writes in it, and what is missing", async () => {
    await aReader(context, list, "ana@readers.example");
    const tom = await atTheDesk(context, "editor", "Tom Reyes");
    const pack = await anArticle(context, { headline: "Robots learn to pack" });
    const sort = await anArticle(context, { headline: "Robots learn to sort" });
    const number = await createIssue(context, list.id, {
      subject: "",
      sections: [
        { ...emptySection(), heading: "Lead", pieces: [{ kind: "article", id: pack.id, display: "full" }] },
        {
          ...emptySection(),
          heading: "In brief",
          pieces: [
            { kind: "article", id: sort.id, display: "summary" },
            { kind: "item", text: "42 robots", url: "https://example.org", source: "A count" },
          ],
        },
        { ...emptySection(), heading: "Numbers" },
      ],
    });
    const piece = { kind: "article" as const, subject: pack.id };
    await assign(
      context,
      "Ruth",
      piece,
      { title: "it", path: "/" },
      { editorId: tom.editor.id, due: "2026-11-24T12:00" },
    );
    await askLock(context, tom.editor.id, { sheet: `article ${sort.id}`, tab: "a-tab-of-tom", act: "write" });
    const said = await words();
    expect(said).toMatch(/2 articles, 12 words, 2 min to read\. 1 reader would get it now\./);
    expect(said).toMatch(
      /Lead Robots learn to pack Ines Halloran 6 words, 1 min in full Draft .* Tom Reyes Due 24 Nov/,
    );
    expect(said).toMatch(/In brief Robots learn to sort .* summary Draft .*Tom Reyes writes in it now/);
    expect(said).toMatch(/42 robots short item Numbers Nothing stands here yet\./);
    expect(said).toMatch(/One thing prevents sending\..*Prevents sending: /);
    const { text } = await ruth.see("/desk");
    expect(text).toContain(`href="/desk/issues/${number}#subject"`);
    expect(text).toMatch(
      new RegExp(`href="/desk/articles/${pack.id}"[^>]*>(<[^>]+>)*“Robots learn to pack” names no source`),
    );
    context.later(60_000);
    expect(await words()).not.toContain("writes in it now");
  });

  test("is the draft that was saved last, says what it was begun with, and the others are named", async () => {
    await aReader(context, list, "ana@readers.example");
    const first = await anIssue(context, list, { subject: "Gone" });
    await sendIssue(context, first, "Ruth");
    await anIssue(context, list, { subject: "Older" });
    context.later(60_000);
    await beginIssue(context, list.id, { from: "last" }, "Ines");
    const said = await words();
    expect(said).toMatch(/No\. 3 Draft Begun by Ines like issue 1, .* No subject yet/);
    expect(said).toMatch(/Other drafts No\. 2 Older Draft/);
    expect(said).toMatch(/Begin another issue Like issue 1, without its articles Empty issue/);
  });
});

describe("the last issue", () => {
  test("is told from the ledger: every reader stands in one number, of the same total", async () => {
    for (const name of ["ana", "bob", "cem"]) await aReader(context, list, `${name}@readers.example`);
    await sendIssue(context, await anIssue(context, list, { subject: "Gone" }), "Ruth");
    const { db } = context;
    const rows = await db.selectFrom("deliveries").select("subscriber_id as id").orderBy("subscriber_id").execute();
    const set = (status: "accepted" | "refused" | "uncertain", id: number) =>
      db.updateTable("deliveries").set({ status }).where("subscriber_id", "=", id).execute();
    expect(await words()).toMatch(/On its way No\. 1 Gone 0 of 3 done/);
    await set("accepted", rows[0]!.id);
    await set("refused", rows[1]!.id);
    await set("uncertain", rows[2]!.id);
    await db
      .updateTable("issues")
      .set({ status: "sent", sent_at: context.clock() + hour })
      .execute();
    expect(await words()).toMatch(
      /The last issue No\. 1 Gone Sent 23 Nov 2026, 09:00, done 23 Nov 2026, 10:00, to 3 readers Accepted 1 of 3 Refused 1 of 3 Uncertain 1 of 3/,
    );
  });
});

describe("what is one's own", () => {
  test("stands first: reviews, then what is assigned by its due time, until it has gone out", async () => {
    await aReader(context, list, "ana@readers.example");
    const late = await anArticle(context, { headline: "Late" });
    const soon = await anArticle(context, { headline: "Soon" });
    const other = await anArticle(context, { headline: "Tom's" });
    const tom = await atTheDesk(context, "editor", "Tom");
    const give = (subject: number, who: AtTheDesk, due: string) =>
      assign(
        context,
        "Tom",
        { kind: "article", subject },
        { title: "it", path: "/" },
        { editorId: who.editor.id, due },
      );
    await give(soon.id, ruth, "2026-11-24T12:00");
    await give(late.id, ruth, "2026-11-23T08:00");
    await give(other.id, tom, "");
    const number = await anIssue(context, list, { subject: "To be read", articles: [late, soon, other] });
    await askReview(context, number, "Tom", ruth.editor.id);
    expect(await words()).toMatch(
      /one alone\..*Yours No\. 1 To be read Waits for your review asked by Tom, 23 Nov 2026, 09:00 Late Assigned to you, was due 23 Nov 2026, 08:00 Soon Assigned to you, due 24 Nov/,
    );
    expect(await words(tom)).toMatch(/Yours Tom&#x27;s Assigned to you/);
    await sendIssue(context, number, "Ruth");
    expect(await words()).not.toContain("Yours");
  });
});

describe("the queries of the run sheet", () => {
  const count = async () => (await askedIn(context, (inner) => runSheet(inner, ruth.editor.id))).length;

  test("are as many for fifty issues with many articles and readers as for three with a few", async () => {
    await aSlot(context, list);
    await aReader(context, list, "ana@readers.example");
    const fill = async (issues: number, articles: number, readers: number) => {
      const some = [];
      for (let i = 0; i < articles; i += 1) some.push(await anArticle(context, { topics: ["Robots"] }));
      await sendIssue(context, await anIssue(context, list, { articles: some.slice(0, 1) }), "Ruth");
      await context.db
        .updateTable("issues")
        .set({ status: "sent", sent_at: 1 })
        .where("status", "=", "sending")
        .execute();
      await anApprovedIssue(context, list);
      for (let i = 0; i < issues; i += 1) await anIssue(context, list, { articles: some });
      for (let i = 0; i < readers; i += 1) await aReader(context, list, `r${i}-${issues}@readers.example`);
    };
    await fill(3, 2, 2);
    // The first look asks for the links to be checked.
    await count();
    const few = await count();
    await fill(50, 20, 30);
    expect(await count()).toBe(few);
    expect(few).toBeLessThan(80);
  });

  test("do not grow with lists without end: four issues are checked, the others stand in a line", async () => {
    await aReader(context, list, "ana@readers.example");
    for (let i = 1; i <= 8; i += 1) {
      const made = await createList(context, { slug: `list-${i}`, name: `List ${i}` });
      if ("list" in made) await anIssue(context, made.list);
    }
    // The first look asks for the links to be checked.
    await count();
    const eight = await count();
    const made = await createList(context, { slug: "ninth", name: "Ninth" });
    if ("list" in made) await anIssue(context, made.list);
    expect(await count()).toBe(eight);
    expect((await words()).match(/would get it now/g)).toHaveLength(4);
  });
});
