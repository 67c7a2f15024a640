import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { articleById, setPublished } from "#app/models/articles/articles.server.ts";
import { restoreArticle } from "#app/models/articles/articleRevisions.server.ts";
import { addCorrection, correctionsOf, withdrawCorrection } from "#app/models/articles/corrections.server.ts";
import { publishSheet, takeOffSite } from "#app/models/articles/editing.server.ts";
import { importArticles } from "#app/models/articles/markdownImport.server.ts";
import { runPublications } from "#app/models/articles/scheduled.server.ts";
import { saveSheet, sheetInputOf, sheetOf, type SheetInput } from "#app/models/articles/sheets.server.ts";
import { assign } from "#app/models/assignments.server.ts";
import { briefingSchema, getBriefing, saveBriefing } from "#app/models/briefing.server.ts";
import { addComment, commentSchema } from "#app/models/comments/comments.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { restoreIssue } from "#app/models/issues/issueRevisions.server.ts";
import { inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { saveTemplate } from "#app/models/issues/templates.server.ts";
import { replacePicture, takeReplacementBack } from "#app/models/library/replacing.server.ts";
import { renameList, type List } from "#app/models/readers/lists.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { saveSegment } from "#app/models/segments/segments.server.ts";
import { approveIssue } from "#app/models/sending/approvals.server.ts";
import { aSite as aFolder, moved } from "../../support/sites.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aTerminal } from "../../support/scripts.ts";
import { aStoredPicture } from "../../support/library.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";
import { aSegment } from "../../support/segments.ts";
import { hour } from "../../support/slots.ts";

let context: TestContext;
let list: List;
let ruth: Editor;
/** On the site; in the issue. */
let shown: number;
/** A draft; in the issue, too. */
let draft: number;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  ruth = await anEditor(context, "Ruth", "owner");
  const arm = await aStoredPicture(context);
  const lead = { imageId: arm.id, imageAlt: "An arm" };
  const [first, second] = [
    await anArticle(context, { headline: "On the site", slug: "on-the-site", ...lead }),
    await anArticle(context, { headline: "A draft" }),
  ];
  [shown, draft] = [first.id, second.id];
  await setPublished(context, shown, true, "Ines");
  await anIssue(context, list, { articles: [first, second] });
});

const aTab = () => ({ tab: `a-tab-of-a-test-${context.clock()}`, step: 1 });
const theIssue = async () => (await issueByNumber(context, 1))!;

async function typed(id: number, given: Partial<SheetInput>) {
  context.later(20 * 60_000);
  const sheet = (await sheetOf(context, id))!;
  const place = { id, version: sheet.article.version, ...aTab() };
  return { place, input: { ...sheetInputOf(sheet), ...given } };
}

async function save(id: number, dek: string) {
  const { place, input } = await typed(id, { dek });
  await saveSheet(context, "Tom", place, input);
}

async function saveTheIssue(given: object) {
  context.later(20 * 60_000);
  const issue = await theIssue();
  return saveIssue(context, 1, issue.version, { ...inputOf(issue), ...given }, "Tom", aTab());
}

const domainIs = (domain: string) => ({ kind: "domain" as const, not: false, value: { domain } });
const approve = async () => expect(await approveIssue(context, 1, "Ruth")).toEqual({ approved: true });

async function newestRevision(kind: "article" | "issue", subject: number) {
  const rows = context.db.selectFrom("revisions").select("id").where("kind", "=", kind).where("subject", "=", subject);
  return (await rows.orderBy("id").executeTakeFirstOrThrow()).id;
}

/** Each door by its words in docs/composing.md; it approves the issue before its last step. */
const takesBack: Record<string, () => Promise<unknown>> = {
  "the issue's page saves: subject, texts, list, segment": async () => {
    await approve();
    await saveTheIssue({ subject: "Another" });
  },
  "a section, an item or the order of pieces changes": async () => {
    await approve();
    const { sections } = await theIssue();
    await saveTheIssue({ sections: [...sections, { ...emptySection(), heading: "Numbers" }] });
  },
  "the segment that the issue goes to is saved": async () => {
    const id = await aSegment(context, "Readers", [domainIs("readers.example")]);
    await saveTheIssue({ segmentId: id });
    await approve();
    const rule = { of: "all" as const, groups: [{ of: "all" as const, conditions: [domainIs("other.example")] }] };
    expect(await saveSegment(context, id, 1, { name: "Readers", rule }, "Tom")).not.toHaveProperty("error");
  },
  "a revision of the issue is brought back": async () => {
    await saveTheIssue({ subject: "Another" });
    const revision = await newestRevision("issue", (await theIssue()).id);
    await approve();
    expect(await restoreIssue(context, "Tom", await theIssue(), revision)).not.toHaveProperty("error");
  },
  "the page of an article that is a draft saves": async () => {
    await approve();
    await save(draft, "Changed.");
  },
  "a revision of an article that is a draft is brought back": async () => {
    await save(draft, "Changed.");
    await approve();
    expect(await restoreArticle(context, "Tom", draft, await newestRevision("article", draft))).not.toHaveProperty(
      "error",
    );
  },
  "changes of an article go onto the site": async () => {
    await save(shown, "Changed.");
    await approve();
    const { place, input } = await typed(shown, {});
    expect(await publishSheet(context, "Tom", place, input)).not.toHaveProperty("error");
  },
  "an article is taken off the site": async () => {
    await approve();
    const { place, input } = await typed(shown, {});
    await takeOffSite(context, "Tom", place, input);
  },
  "a correction is added to an article, or withdrawn": async () => {
    await approve();
    await addCorrection(context, "Tom", shown, "It is 40 arms.");
    expect((await theIssue()).status).toBe("draft");
    await approve();
    const { id } = (await correctionsOf(context, [shown])).get(shown)![0]!;
    await withdrawCorrection(context, "Tom", shown, id);
  },
  "a scheduled publication tidies the words of an article": async () => {
    await save(draft, "Two warehouses.");
    await context.db.updateTable("articles").set({ dek: " Two  warehouses. " }).where("id", "=", draft).execute();
    const due = { publish_at: context.clock() + hour, publish_by: "Tom" };
    await context.db.updateTable("articles").set(due).where("id", "=", draft).execute();
    await approve();
    context.later(hour + 1);
    await runPublications(context);
    expect((await articleById(context, draft))!.publishedAt).not.toBeNull();
  },
  "`import-articles --update`": async () => {
    await approve();
    const file = aTerminal().file(
      "on-the-site.md",
      "---\nheadline: On the site\nbyline: Ines\ndek: A dek\n---\n\nOther words.\n",
    );
    const order = { update: true, publish: false, actor: "script (tom)" };
    expect(await importArticles(context, [file], order)).toMatchObject({ articles: [{ change: "updated" }] });
  },
  "a site is imported again over an article (`--update`)": async () => {
    const row = { source: "markdown", site: "", key: "on-the-site.md", kind: "article", article_id: shown, version: 1 };
    const rest = { hash: "", permalink: "", canonical: "", language: "", kept: "{}", at: 1, run: null };
    await context.db
      .insertInto("moved_posts")
      .values({ ...row, ...rest })
      .execute();
    await approve();
    const text = "---\ntitle: On the site\nauthor: Ines\ndescription: A dek\ndate: 2020-01-01\n---\n\nOther words.\n";
    const site = aFolder({ "on-the-site.md": text });
    const again = await moved(context, site, { update: true, actor: "script (tom)" });
    expect(again).toMatchObject({ counts: { updated: 1 } });
  },
  "a picture is replaced everywhere, or put back": async () => {
    const arm = (await articleById(context, shown))!.image!;
    await approve();
    const done = await replacePicture(context, "Tom", arm.id, (await aStoredPicture(context, { width: 90 })).id, false);
    if ("error" in done) throw new Error(done.error);
    expect((await theIssue()).status).toBe("draft");
    await approve();
    await takeReplacementBack(context, "Tom", done.id);
  },
};

const leaves: Record<string, () => Promise<unknown>> = {
  "changes of an article wait for the site": async () => {
    await approve();
    await save(shown, "Changed.");
  },
  "an article is published as it is, at once or at its time": async () => {
    await approve();
    await setPublished(context, draft, true, "Tom");
  },
  "a template is saved from the issue, or removed": async () => {
    await approve();
    await saveTemplate(context, "Tom", 1, { name: "Weekly", listId: null });
  },
  "a setting of the briefing changes: name, From, postal address": async () => {
    await approve();
    const { replyTo, ...briefing } = (await getBriefing(context))!;
    const input = { ...briefing, ...(replyTo ? { replyTo } : {}), postalAddress: "13 Harbour Street, Rotterdam" };
    await saveBriefing(context, briefingSchema.parse(input));
  },
  "the list gets another name": async () => {
    await approve();
    await renameList(context, list.id, "Another name");
  },
  "readers come and go": async () => {
    await approve();
    await aReader(context, list, "bo@readers.example");
  },
  "comments, assignments, checks let be": async () => {
    await approve();
    const piece = { kind: "issue" as const, subject: (await theIssue()).id };
    await addComment({ ...context, editorId: ruth.id }, ruth, piece, commentSchema.parse({ text: "Good." }));
    await assign(context, "Tom", piece, { title: "issue 1", path: "/desk/issues/1" }, { editorId: ruth.id, due: "" });
  },
};

describe("an approval", () => {
  test.each(Object.entries(takesBack))("ends when %s", async (_door, change) => {
    await change();
    expect(await theIssue()).toMatchObject({ status: "draft", approvedBy: null });
    const told = await context.db.selectFrom("notices").select("text").where("kind", "=", "approval-ended").execute();
    expect(told.at(-1)!.text).toMatch(
      /^Issue 1 was approved by Ruth, then (Tom|script \(tom\)) (saved|took off the site|corrected) /,
    );
  });

  test.each(Object.entries(leaves))("stays when %s", async (_door, change) => {
    await change();
    expect((await theIssue()).status).toBe("ready");
  });

  test("ends for nothing that is sent, however its articles change", async () => {
    await context.db.updateTable("issues").set({ status: "sent" }).execute();
    await save(draft, "Changed.");
    expect((await theIssue()).status).toBe("sent");
    expect(await context.db.selectFrom("notices").selectAll().where("kind", "=", "approval-ended").execute()).toEqual(
      [],
    );
  });

  test("stands in docs/composing.md with every door", () => {
    const text = readFileSync("docs/composing.md", "utf8");
    const table = text.split("| what happens ")[1]!.split("\n\n")[0]!;
    const rows = table
      .split("\n")
      .slice(2)
      .map((row) => row.split("|").map((cell) => cell.trim()));
    expect(rows.map(([, door, what]) => [door, what])).toEqual([
      ...Object.keys(takesBack).map((door) => [door, "ends"]),
      ...Object.keys(leaves).map((door) => [door, "stays"]),
    ]);
  });
});
