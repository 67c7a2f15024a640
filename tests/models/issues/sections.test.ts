import { deflateSync } from "node:zlib";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { deleteArticle, type Article } from "#app/models/articles/articles.server.ts";
import { addCorrection, correctedSince } from "#app/models/articles/corrections.server.ts";
import { emptyBody, type Body } from "#app/models/body.ts";
import { editionByNumber } from "#app/models/issues/editions.server.ts";
import { issueSchema, type IssueInput, type PlacedArticle } from "#app/models/issues/issueInput.server.ts";
import { issueRevisions, restoreIssue } from "#app/models/issues/issueRevisions.server.ts";
import { createIssue, inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { usesOfPicture } from "#app/models/library/places.server.ts";
import { replacePicture, takeReplacementBack } from "#app/models/library/replacing.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import {
  articlesIn,
  emptySection,
  linesIn,
  sectionsOf,
  type IssueItem,
  type IssueSection,
  type SectionsOf,
} from "#app/models/sections.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { migrateTo, migrateToLatest } from "#db/migrate.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { emptyDb } from "../../support/database.ts";
import { aStoredPicture, bodyWith } from "../../support/library.ts";
import { aBriefing, anArticle, aReader, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;
let pack: Article, sort: Article, wait: Article;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  pack = await anArticle(context, { headline: "Robots learn to pack" });
  sort = await anArticle(context, { headline: "Robots learn to sort" });
  wait = await anArticle(context, { headline: "Robots learn to wait" });
});

const documentOf = (text: string) => JSON.parse(bodyOf(text)) as Body;
const article = ({ id }: Article, display: PlacedArticle["display"] = "summary") => {
  return { kind: "article" as const, id, display };
};
const item = (text: string, url = "", source = ""): IssueItem => ({ kind: "item", text, url, source });

const inSections = (): SectionsOf<PlacedArticle> => [
  { heading: "Lead", text: emptyBody, rule: null, pieces: [article(pack, "full")] },
  {
    heading: "In brief",
    text: documentOf("What else happened."),
    rule: { topic: "robots", count: 5 },
    pieces: [
      item("A line."),
      article(sort, "headline"),
      item("Ports hire.", "https://ports.example/1", "Ports Daily"),
      article(wait),
    ],
  },
  emptySection(),
];

function input(given: Partial<IssueInput> = {}): IssueInput {
  return { listId: list.id, subject: "Robots", preheader: "", intro: emptyBody, ...given };
}

describe("an issue in sections", () => {
  test("keeps headings, texts, rules, and articles and items in one order", async () => {
    const number = await createIssue(context, list.id);
    const outro = documentOf("Until next week.");
    await saveIssue(context, number, 1, input({ sections: inSections(), outro }));
    const issue = (await issueByNumber(context, number))!;
    expect(inputOf(issue)).toEqual({ ...input({ sections: inSections(), outro }), segmentId: null });
    expect(issue.articles.map(({ headline }) => headline)).toEqual([
      "Robots learn to pack",
      "Robots learn to sort",
      "Robots learn to wait",
    ]);
  });

  test("begins with one section without a heading", async () => {
    const issue = (await issueByNumber(context, await createIssue(context, list.id)))!;
    const [only, ...others]: IssueSection<unknown>[] = issue.sections;
    expect(only).toEqual({ heading: "", text: emptyBody, rule: null, pieces: [] });
    expect(others).toEqual([]);
  });

  test("is read with as many queries for 25 articles as for one", async () => {
    const articles: Article[] = [];
    for (let i = 0; i < 25; i += 1) articles.push(await anArticle(context, { headline: `Robots ${i}` }));
    const queriesFor = async (some: Article[]) => {
      const number = await createIssue(context, list.id, { articles: some.map((one) => article(one)) });
      return (await askedIn(context, (context) => issueByNumber(context, number))).length;
    };
    expect(await queriesFor(articles)).toBe(await queriesFor(articles.slice(0, 1)));
  });

  test("leaves out articles that were deleted meanwhile, and keeps the order of the rest", async () => {
    const sections = inSections();
    await deleteArticle(context, sort.id);
    const number = await createIssue(context, list.id, { sections });
    const [, brief] = (await issueByNumber(context, number))!.sections;
    expect(brief!.pieces.map((piece) => (piece.kind === "article" ? piece.headline : linesIn(piece)[0]))).toEqual([
      "A line.",
      "Ports hire.",
      "Robots learn to wait",
    ]);
  });

  test("says after it was sent which of its articles was corrected, counted without the items", async () => {
    await aReader(context, list, "ana@readers.example");
    const number = await createIssue(context, list.id, input({ preheader: "A line.", sections: inSections() }));
    expect(await sendIssue(context, number, "Ruth")).not.toHaveProperty("error");
    context.later(1000);
    await addCorrection(context, "Ines", wait.id, "Two, not three.");
    expect(await correctedSince(context, number)).toMatchObject([{ position: 2 }]);
  });
});

test("a button without words in a section's text or at the end prevents sending, like one in the intro", async () => {
  const button: Body = { type: "doc", content: [{ type: "button", attrs: { label: "", href: "" } }] };
  await aReader(context, list, "ana@readers.example");
  const [, brief] = inSections();
  for (const given of [{ outro: button }, { sections: [...inSections(), { ...brief!, text: button, pieces: [] }] }]) {
    const content = input({ preheader: "A line.", sections: inSections(), ...given });
    const sent = await sendIssue(context, await createIssue(context, list.id, content), "Ruth");
    expect(sent).toMatchObject({ faults: [{ error: "unfinished-intro", in: given.outro ? "outro" : 4 }] });
  }
});

describe("an issue of short items alone", () => {
  const only = (...items: IssueItem[]) =>
    input({ sections: [{ ...emptySection(), heading: "Numbers", pieces: items }] });
  const sent = async (content: IssueInput) =>
    sendIssue(context, await createIssue(context, list.id, { ...content, preheader: "A line." }), "Ruth");
  beforeEach(() => aReader(context, list, "ana@readers.example"));

  test("goes out like any other", async () => {
    expect(await sent(only(item("42 robots", "https://ports.example/42")))).toMatchObject({ counts: { total: 1 } });
    const edition = (await editionByNumber(context, 1))!;
    expect([edition.html, edition.text].every((mail) => mail.includes("42 robots"))).toBe(true);
  });

  test("waits for its words and for a link that is one, and is kept as typed", async () => {
    expect(await sent(only())).toMatchObject({ faults: [{ error: "no-articles" }] });
    const unfinished = only(item(""), item("42 robots", "ports.example"), item("43 robots", "javascript:alert(1)"));
    expect(await sent(unfinished)).toMatchObject({
      faults: [
        { error: "unfinished-item", section: 1, place: 1, lack: "everything" },
        { error: "unfinished-item", section: 1, place: 2, lack: "link" },
        { error: "unfinished-item", section: 1, place: 3, lack: "link" },
      ],
    });
    expect(inputOf((await issueByNumber(context, 2))!).sections).toEqual(unfinished.sections);
  });
});

describe("what was written before there were sections", () => {
  test("is one section without a heading, in order", () => {
    const articles = [{ id: 3 }, { id: 1 }];
    const [only, ...others] = sectionsOf({ articles });
    expect(others).toEqual([]);
    expect(only).toEqual({
      ...{ heading: "", text: emptyBody, rule: null },
      pieces: [
        { kind: "article", id: 3 },
        { kind: "article", id: 1 },
      ],
    });
    expect(articlesIn(sectionsOf({ articles })).map(({ id }) => id)).toEqual([3, 1]);
  });

  test("is nothing beside sections, and no sections are one", () => {
    const sections = sectionsOf({ articles: [{ id: 1 }] });
    expect(sectionsOf({ sections, articles: [{ id: 2 }] })).toBe(sections);
    expect(sectionsOf({ sections: [] })).toHaveLength(1);
  });

  test("comes back from a revision", async () => {
    const number = await createIssue(context, list.id);
    const tab = { tab: "a tab of Ines", step: 1 };
    await saveIssue(context, number, 1, input({ sections: inSections() }), "Ines", tab);
    const issue = (await issueByNumber(context, number))!;
    const former = { ...input(), articles: [{ id: sort.id, display: "full" }] };
    await context.db
      .updateTable("revisions")
      .set({ content: deflateSync(JSON.stringify(former)) })
      .execute();
    const { revisions, difference } = await issueRevisions(context, issue);
    expect(difference!.parts.find(({ part }) => part === "articles")!.lines).toHaveLength(1);
    expect(await restoreIssue(context, "Ruth", issue, revisions[0]!.id)).toHaveProperty("version", 3);
    const { sections } = (await issueByNumber(context, number))!;
    expect(sections).toMatchObject([{ heading: "", pieces: [{ id: sort.id, display: "full" }] }]);
  });

  test("is one section after the upgrade, with its articles in order", async () => {
    const former = await emptyDb();
    await migrateTo(former.db, "0027-focal-points");
    await sql`insert into lists (slug, name, created_at) values ('weekly', 'Weekly', 0)`.execute(former.db);
    await sql`insert into issues (number, list_id, subject, preheader, intro, status, created_at, updated_at, version)
      values (1, 1, 'S', '', '{}', 'draft', 0, 0, 1), (2, 1, 'E', '', '{}', 'draft', 0, 0, 1)`.execute(former.db);
    for (const id of [1, 2])
      await sql`insert into articles (slug, headline, dek, byline, body, sources, created_at, updated_at, version, image_alt, image_credit)
        values (${`a-${id}`}, ${`A ${id}`}, '', '', ${JSON.stringify(emptyBody)}, '[]', 0, 0, 1, '', '')`.execute(
        former.db,
      );
    await sql`insert into issue_articles (issue_id, article_id, position, display)
      values (1, 2, 1, 'full'), (1, 1, 2, 'summary')`.execute(former.db);
    await migrateToLatest(former.db);
    const upgraded = { ...context, db: former.db };
    expect((await issueByNumber(upgraded, 1))!.sections).toMatchObject([
      { heading: "", text: emptyBody, rule: null, pieces: [{ headline: "A 2", display: "full" }, { headline: "A 1" }] },
    ]);
    expect(await issueByNumber(upgraded, 2)).toMatchObject({ sections: [{ pieces: [] }], outro: emptyBody });
  });
});

describe("what a sectioned issue may hold", () => {
  const form = (given: Record<string, unknown>) => issueSchema.safeParse({ listId: "1", intro: emptyBody, ...given });
  const faultOf = (given: Record<string, unknown>) => form(given).error?.issues[0]?.message;
  const articles = (count: number, from = 1) =>
    Array.from({ length: count }, (_, i) => ({ kind: "article", id: from + i }));

  test("at most 30 sections, 100 articles and 200 items, each article once in all of it", () => {
    const items = (count: number) => Array.from({ length: count }, () => item("A line."));
    expect(form({ sections: Array.from({ length: 30 }, () => ({})) }).data?.sections).toHaveLength(30);
    expect(faultOf({ sections: Array.from({ length: 31 }, () => ({})) })).toBe("At most 30 sections in an issue.");
    expect(faultOf({ sections: [{ pieces: articles(60) }, { pieces: articles(41, 61) }] })).toBe(
      "At most 100 articles in an issue.",
    );
    expect(form({ sections: [{ pieces: [...articles(100), ...items(200)] }] }).success).toBe(true);
    expect(faultOf({ sections: [{ pieces: items(100) }, { pieces: items(101) }] })).toBe(
      "At most 200 short items in an issue.",
    );
    expect(faultOf({ sections: [{ pieces: articles(1) }, { pieces: articles(1) }] })).toBe(
      "An article stands here twice.",
    );
  });

  test("lines stay lines, and what is nothing of it is refused", () => {
    const sections = [{ heading: "In\nbrief", pieces: [{ ...item("A\u2028line"), tip: "x" }] }];
    expect(form({ sections }).data?.sections[0]).toEqual({
      ...{ heading: "In brief", text: emptyBody, rule: null },
      pieces: [item("A line")],
    });
    for (const pieces of [[{ kind: "poll" }], [{ id: 1 }], [{ kind: "article", id: 1, display: "huge" }], "none"])
      expect(form({ sections: [{ pieces }] }).success).toBe(false);
    for (const rule of [
      { topic: "", count: 5 },
      { topic: "robots", count: 0 },
      { topic: "robots", count: 101 },
    ])
      expect(form({ sections: [{ rule }] }).success).toBe(false);
    expect(form({ sections: [{ text: { type: "doc", content: [{ type: "script" }] } }] }).success).toBe(false);
  });
});

test("pictures of section texts and outro are known to the library, and replaced with those of the intro", async () => {
  const [from, to] = [await aStoredPicture(context), await aStoredPicture(context, { alt: "A hand" })];
  const pictured = () => JSON.parse(bodyWith(from)) as Body;
  const sections = inSections();
  sections[1]!.text = pictured();
  const number = await createIssue(context, list.id, input({ intro: pictured(), outro: pictured(), sections }));
  const before = (await issueByNumber(context, number))!;
  expect((await usesOfPicture(context, from.id)).issues).toHaveLength(1);
  const act = await replacePicture(context, "Ines", from.id, to.id, false);
  if ("error" in act) throw new Error(act.error);
  const after = inputOf((await issueByNumber(context, number))!);
  expect(JSON.stringify(after)).not.toContain(from.path);
  expect(JSON.stringify(after).split(to.path)).toHaveLength(4);
  expect(after.sections[1]!.pieces).toEqual(sections[1]!.pieces);
  await takeReplacementBack(context, "Ines", act.id);
  expect(inputOf((await issueByNumber(context, number))!)).toEqual(inputOf(before));
});

test("a revision shows what moved between sections, and what changed in their headings, texts and items", async () => {
  const number = await createIssue(context, list.id);
  await saveIssue(context, number, 1, input({ sections: inSections() }), "Ines", { tab: "tab 1", step: 1 });
  const sections = inSections();
  sections[0]!.heading = "The lead";
  sections[0]!.pieces.push(sections[1]!.pieces.splice(3, 1)[0]!);
  sections[1]!.text = documentOf("What else happened this week.");
  sections[1]!.pieces[0] = item("Another thing.");
  context.later(60 * 60_000);
  await saveIssue(context, number, 2, input({ sections }), "Ines", { tab: "tab 1", step: 2 });
  const issue = (await issueByNumber(context, number))!;
  const { difference, revisions } = await issueRevisions(context, issue);
  const lines = difference!.parts.find(({ part }) => part === "articles")!.lines;
  const said = lines.map(({ kind, pieces }) => `${kind}: ${pieces.map(({ text }) => text).join("")}`);
  expect(said).toContain("moved: Robots learn to wait");
  expect(said).toContain("same: § In brief");
  expect(said).toContain("changed: What else happened.happened this week.");
  expect(said).toContain("added: Another thing.");
  expect(said).toContain("removed: A line.");
  expect(said).toContain("same: Robots learn to sort (headline only)");
  expect(revisions[0]!.added).toBeGreaterThan(3);
});
