import { beforeEach, describe, expect, test } from "vitest";
import type { Article } from "#app/models/articles/articles.server.ts";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { emptyBody, type Body } from "#app/models/body.ts";
import { beginIssue, lastSent, lastSentOfAll, type Beginning } from "#app/models/issues/beginnings.server.ts";
import { proposedArticles } from "#app/models/issues/filling.server.ts";
import { createIssue, inputOf, issueByNumber } from "#app/models/issues/issues.server.ts";
import { stepsOf } from "#app/models/issues/steps.server.ts";
import {
  deletedTemplate,
  deleteTemplate,
  issueTemplates,
  restoreTemplate,
  saveTemplate,
} from "#app/models/issues/templates.server.ts";
import { runsOfArticles } from "#app/models/issues/ran.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sectionsOf, type SectionsOf } from "#app/models/sections.ts";
import type { PlacedArticle } from "#app/models/issues/issueInput.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { aBriefing, anArticle, aReader, bodyOf } from "../../support/newsroom.ts";
import { CompiledQuery } from "kysely";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
});

const documentOf = (text: string) => JSON.parse(bodyOf(text)) as Body;
const standing = (article: Article): SectionsOf<PlacedArticle> => [
  {
    ...{ heading: "Lead", text: documentOf("This week's lead."), rule: null },
    pieces: [{ kind: "article", id: article.id, display: "full" }],
  },
  {
    ...{ heading: "In brief", text: emptyBody, rule: { topic: "robots", count: 3 } },
    pieces: [{ kind: "item", text: "A line.", url: "", source: "" }],
  },
];
const bare = (sections: SectionsOf<PlacedArticle>) => sections.map((section) => ({ ...section, pieces: [] }));

async function aSentIssue(article: Article, subject = "Robots") {
  const outro = documentOf("Until next week.");
  const given = { subject, preheader: "A line.", outro, sections: standing(article) };
  const number = await createIssue(context, list.id, given);
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  context.later(60_000);
  return number;
}

const begin = async (beginning: Beginning, key?: string) =>
  (await issueByNumber(context, await beginIssue(context, list.id, beginning, "Ines", { key })))!;

describe("a new issue", () => {
  test("like the last one that went out has its sections, headings, texts and end, and no pieces", async () => {
    const article = await anArticle(context);
    const number = await aSentIssue(article);
    await createIssue(context, list.id, { subject: "A draft", sections: sectionsOf({}) });
    expect(await lastSent(context, list.id)).toBe(number);
    expect(await lastSentOfAll(context)).toEqual(new Map([[list.id, number]]));
    const begun = await begin({ from: "last" });
    expect(inputOf(begun)).toEqual({
      ...{
        listId: list.id,
        segmentId: null,
        subject: "",
        preheader: "",
        intro: emptyBody,
        outro: documentOf("Until next week."),
      },
      sections: bare(standing(article)),
    });
  });

  test("before the first one went out is empty, and so is one from a template that is gone", async () => {
    for (const beginning of [{ from: "last" }, { from: "empty" }, { from: "template", id: 77 }] as const) {
      const begun = await begin(beginning);
      expect(begun.sections).toEqual(sectionsOf({}));
    }
  });

  test("from a template has what was kept, subject included, whatever became of the issue", async () => {
    const article = await anArticle(context);
    const outro = documentOf("Bye.");
    const number = await createIssue(context, list.id, { subject: "The week in", outro, sections: standing(article) });
    const id = (await saveTemplate(context, "Ines", number, { name: "Weekly", listId: null }))!;
    expect(await issueTemplates(context)).toEqual([{ id, name: "Weekly", listId: null }]);
    const begun = await begin({ from: "template", id });
    expect(inputOf(begun)).toMatchObject({ subject: "The week in", outro, sections: bare(standing(article)) });
    expect(await saveTemplate(context, "Ines", 99, { name: "None", listId: null })).toBeNull();
    expect([await deleteTemplate(context, id), await deleteTemplate(context, id)]).toEqual(["Weekly", null]);
    expect((await begin({ from: "template", id })).sections).toEqual(sectionsOf({}));
  });

  test("finds a template once that was kept twice, even at the same moment", async () => {
    const number = await createIssue(context, list.id, { sections: standing(await anArticle(context)) });
    const keep = (name = "Weekly") => saveTemplate(context, "Ines", number, { name, listId: null });
    const [one, other] = await Promise.all([keep(), keep()]);
    expect(one).toBe(other);
    await keep("Monthly");
    expect((await issueTemplates(context)).map(({ name }) => name)).toEqual(["Monthly", "Weekly"]);
    await deleteTemplate(context, one!);
    expect(await keep()).not.toBe(one);
  });

  test("says where it came from, and in which words the subjects before it agreed", async () => {
    const article = await anArticle(context);
    await aSentIssue(article, "The Robotics Briefing No. 1: Robots pack");
    const last = await aSentIssue(article, "The Robotics Briefing No. 2: Ports wait");
    const begun = await begin({ from: "last" });
    expect(begun.subject).toBe("The Robotics Briefing No. 3: ");
    expect(await stepsOf(context, begun.number)).toMatchObject([
      { step: "begin", by: "Ines", detail: `like issue ${last}` },
    ]);
    const id = (await saveTemplate(context, "Ines", last, { name: "Weekly", listId: list.id }))!;
    const other = await begin({ from: "template", id });
    expect(other.subject).toBe("The Robotics Briefing No. 4: Ports wait");
    expect(await stepsOf(context, other.number)).toMatchObject([{ step: "begin", detail: "from “Weekly”" }]);
    expect(await begin({ from: "issue", number: 1 })).toMatchObject({ subject: "The Robotics Briefing No. 5: " });
  });

  test("is begun once by a form that is sent twice, even at the same moment", async () => {
    const twice = [begin({ from: "empty" }, "a-key"), begin({ from: "empty" }, "a-key")];
    const [one, other] = await Promise.all(twice);
    expect(one!.number).toBe(other!.number);
    expect((await begin({ from: "empty" }, "another")).number).toBe(one!.number + 1);
    expect(await context.db.selectFrom("audit_events").select("action").execute()).toEqual(
      Array(2).fill({ action: "issue-created" }),
    );
  });

  test("a deleted template can be brought back, until it is forgotten after a month", async () => {
    const id = (await saveTemplate(context, "Ines", await createIssue(context, list.id), {
      name: "Weekly",
      listId: null,
    }))!;
    expect(await deletedTemplate(context, id)).toBeNull();
    await deleteTemplate(context, id);
    expect([await deletedTemplate(context, id), await issueTemplates(context)]).toEqual(["Weekly", []]);
    expect([await restoreTemplate(context, id), await restoreTemplate(context, id)]).toEqual(["Weekly", null]);
    expect(await issueTemplates(context)).toEqual([{ id, name: "Weekly", listId: null }]);
    await deleteTemplate(context, id);
    await retain(context);
    expect(await deletedTemplate(context, id)).toBe("Weekly");
    context.later(31 * 24 * 3600_000);
    await retain(context);
    expect(await restoreTemplate(context, id)).toBeNull();
  });
});

describe("a rule", () => {
  const published = async (headline: string, topics = ["Robots"]) => {
    const article = await anArticle(context, { headline, topics });
    await setPublished(context, article.id, true);
    context.later(1000);
    return article;
  };
  const propose = (count: number, taken: number[] = []) =>
    proposedArticles(context, { topic: "robots", count }, list.id, taken);

  test("proposes the newest of its topic since the last issue, not those that ran or stand in the issue", async () => {
    const before = await published("Before");
    const ran = await published("Ran");
    await aSentIssue(ran);
    const [one, two, three] = [await published("One"), await published("Two"), await published("Three")];
    await published("Of another topic", ["Ports"]);
    await anArticle(context, { headline: "A draft", topics: ["Robots"] });
    expect(await propose(5)).toEqual([three.id, two.id, one.id]);
    expect(await propose(2)).toEqual([three.id, two.id]);
    expect(await propose(5, [two.id])).toEqual([three.id, one.id]);
    expect(await propose(5)).not.toContain(before.id);
  });

  test("proposes everything before the first issue, and nothing of a topic that is not there", async () => {
    const one = await published("One");
    expect(await propose(5)).toEqual([one.id]);
    expect(await proposedArticles(context, { topic: "nothing", count: 5 }, list.id, [])).toEqual([]);
  });
});

describe("where articles ran", () => {
  test("is said of each: the sent issues with their times, newest first, and the open ones", async () => {
    const [twice, waiting, never] = [await anArticle(context), await anArticle(context), await anArticle(context)];
    const firstAt = context.clock();
    const first = await aSentIssue(twice, "First");
    const secondAt = context.clock();
    const second = await aSentIssue(twice, "Second");
    const open = await createIssue(context, list.id, { sections: standing(waiting) });
    const runs = await runsOfArticles(context, [twice.id, waiting.id, never.id]);
    expect(runs.get(twice.id)).toEqual({
      sent: [
        { number: second, at: secondAt },
        { number: first, at: firstAt },
      ],
      open: [],
    });
    expect(runs.get(waiting.id)).toEqual({ sent: [], open: [open] });
    expect(runs.has(never.id)).toBe(false);
    expect(await runsOfArticles(context, [])).toEqual(new Map());
  });

  test("is one query, which finds each article by its index", async () => {
    const [query, ...more] = await askedIn(context, (inner) => runsOfArticles(inner, [1, 2, 3]));
    expect(more).toEqual([]);
    const isServer = engine === "postgres";
    const plan = await context.db.transaction().execute(async (db) => {
      // A server walks through what fits on a page, whatever indexes there are.
      if (isServer) await db.executeQuery(CompiledQuery.raw("set local enable_seqscan = off"));
      const explain = isServer ? "explain" : "explain query plan";
      return db.executeQuery(CompiledQuery.raw(`${explain} ${query!.sql}`, [...query!.parameters]));
    });
    expect(JSON.stringify(plan.rows)).toContain("issue_articles_of_article");
  });
});
