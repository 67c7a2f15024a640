import { setImmediate as nextTurn } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { articleSchema, deleteArticle, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { searchExamples } from "#app/models/search/examples.server.ts";
import { indexMissing, reindex } from "#app/models/search/index.server.ts";
import { keepIndexed } from "#app/models/search/keepIndexed.server.ts";
import { maySearch, search } from "#app/models/search/search.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { searchIndexOf } from "#db/client.server.ts";
import { monday, testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

async function published(headline: string, dek = "", body = "Nothing of note.", more: Record<string, unknown> = {}) {
  const article = await anArticle(context, { headline, dek, byline: "", body: bodyOf(body), ...more });
  await setPublished(context, article.id, true);
  context.later(1000);
  return article;
}

/** The headlines that are found, in order. */
async function found(query: string, page = 1): Promise<string[]> {
  const { found } = await search(context, query, page);
  return (found?.items ?? []).map(({ headline }) => headline.map(({ words }) => words).join(""));
}

const shown = (pieces: { words: string; hit: boolean }[] | null) =>
  pieces?.map(({ words, hit }) => (hit ? `[${words}]` : words)).join("");

describe("what is found", () => {
  test("needs every word, in whatever order and place", async () => {
    await published("Robots learn to pack", "Two warehouses compare notes.", "The arm holds a box.");
    await published("Robots learn to walk");
    expect(await found("box robots")).toEqual(["Robots learn to pack"]);
    expect(await found("robots")).toHaveLength(2);
    expect(await found("robots tractors")).toEqual([]);
  });

  test("begins with what was typed, from three letters on or with a star", async () => {
    await published("Regulation of robots");
    await published("AI at sea");
    await published("Air over the harbour");
    expect(await found("regul")).toEqual(["Regulation of robots"]);
    expect(await found("ai")).toEqual(["AI at sea"]);
    expect(await found("ai*")).toEqual(["Air over the harbour", "AI at sea"]);
  });

  test("stands exactly so when it was typed in quotes, also in those that a phone types", async () => {
    await published("One", "", "There is human oversight of the arm.");
    await published("Two", "", "The oversight of a human.");
    for (const query of ['"human oversight"', "“human oversight”", "„Human Oversight“", '"human oversight'])
      expect([query, await found(query)]).toEqual([query, ["One"]]);
    expect(await found('"human over"')).toEqual([]);
    expect(await found("pick-and")).toEqual([]);
    await published("Pick-and-place arms");
    expect(await found("pick-and-place")).toEqual(["Pick-and-place arms"]);
    expect(await found("pick-place")).toEqual([]);
  });

  test("is found with or without accents, capitals and the forms of a letter", async () => {
    await published("Żółte ROBOTY à Besançon, Straße 5");
    await published("الأتمتة في المصانع");
    for (const query of ["zolte", "ŻÓŁTE", "roboty", "besancon", "strasse", "STRASSE 5", "Besanc\u0327on"])
      expect([query, await found(query)]).toEqual([query, ["Żółte ROBOTY à Besançon, Straße 5"]]);
    expect(await found("الاتمتة")).toEqual(["الأتمتة في المصانع"]);
  });

  test("may be a byline or a topic, too", async () => {
    await published("One", "", "Text.", { byline: "Ines Halloran", topics: ["Investment"] });
    expect(await found("halloran investment")).toEqual(["One"]);
    expect(await found('"halloran investment"')).toEqual([]);
  });
});

test("the headline counts before the dek, the dek before the body, and then the newest is first", async () => {
  await published("A body of old", "", "Grippers, at last.");
  await published("Some grippers", "", "They hold.");
  await published("A body of late", "", "Grippers, at last.");
  await published("A dek", "Grippers that hold");
  await published("Grippers that hold");
  await published("Elsewhere", "", "No such thing.");
  expect(await found("grippers")).toEqual([
    "Grippers that hold",
    "Some grippers",
    "A dek",
    "A body of late",
    "A body of old",
  ]);
  expect(await found("grippers hold")).toEqual(["Grippers that hold", "A dek", "Some grippers"]);
});

test("the place is shown with the words marked, in text that is only text", async () => {
  const long = "Far away from it. ".repeat(40);
  await published("Café <b>robots</b>", "A dek of robots", `${long}Here the ROBOTS & the arm. ${long}`);
  const result = (await search(context, "robot cafe", 1)).found!.items[0]!;
  expect(shown(result.headline)).toBe("[Café] <b>[robots]</b>");
  expect(shown(result.dek)).toBe("A dek of [robots]");
  expect(shown(result.passage)).toMatch(/^… .*Here the \[ROBOTS\] & the arm\..* …$/);
  expect(shown(result.passage)!.length).toBeLessThan(260);
});

describe("whatever is typed", () => {
  const nasty = [
    "'; drop table articles; --",
    '"',
    '""""',
    "a OR b",
    "NEAR(a b, 3)",
    "headline:robots",
    "robots AND",
    "-robots",
    "^robots*",
    "(((",
    "a & !b | c <-> d:*",
    "\\",
    "\0robots\0",
    "🤖",
    "\ud800",
    "%00%_",
    "word ".repeat(2000),
    "x".repeat(10_000),
    '"'.repeat(10_000),
    "¶",
  ];
  test.each(nasty)("%j is words, and no error", async (query) => {
    await published("Robots learn to pack");
    const { found } = await search(context, query, 1);
    expect(found!.page).toBe(1);
  });

  test("nothing that could be searched for is told from nothing found", async () => {
    expect(await search(context, " !? ", 1)).toMatchObject({ terms: 0, found: { total: 0 } });
    expect(await search(context, "tractors", 1)).toMatchObject({ terms: 1, found: { total: 0, pages: 1 } });
  });
});

test("many results come by the page, with their number", async () => {
  for (let i = 1; i <= 23; i += 1) await published(`Robots, part ${i}`);
  const first = (await search(context, "robots", 1)).found!;
  expect([first.total, first.pages, first.items.length]).toEqual([23, 2, 20]);
  expect(await found("robots", 2)).toEqual(["Robots, part 3", "Robots, part 2", "Robots, part 1"]);
  expect((await search(context, "robots", 3)).found).toBeNull();
});

describe("the index is never behind", () => {
  test("what an editor saves, takes off or deletes", async () => {
    const draft = await anArticle(context, { headline: "Robots learn to pack" });
    expect(await found("robots")).toEqual([]);
    await setPublished(context, draft.id, true);
    expect(await found("robots")).toEqual(["Robots learn to pack"]);
    const body = JSON.stringify(draft.body);
    const input = articleSchema.parse({ ...draft, body, headline: "Tractors learn to plough", slug: "tractors" });
    await saveArticle(context, draft.id, draft.version, input);
    expect(await found("robots")).toEqual([]);
    expect((await search(context, "tractors", 1)).found!.items[0]!.path).toBe("/articles/tractors");
    await setPublished(context, draft.id, false);
    expect(await found("tractors")).toEqual([]);
    await setPublished(context, draft.id, true);
    await deleteArticle(context, draft.id);
    expect(await found("tractors")).toEqual([]);
  });

  test("what is sent can be found at once: the issue, and its articles", async () => {
    const list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    const article = await anArticle(context, { headline: "Robots learn to pack" });
    const number = await anIssue(context, list, { subject: "What robots pack", articles: [article] });
    expect(await found("robots")).toEqual([]);
    await sendIssue(context, number, "Ruth");
    const { items } = (await search(context, "robots", 1)).found!;
    expect(items.map(({ kind, path }) => [kind, path])).toEqual([
      ["article", "/articles/robots-learn-to-pack"],
      ["issue", "/issues/1"],
    ]);
  });

  test("what was there before the search came is added, and all of it can be made anew", async () => {
    await published("Robots learn to pack");
    await published("Robots learn to walk");
    await context.db.deleteFrom("search_documents").where("path", "like", "%pack").execute();
    expect(await found("robots")).toEqual(["Robots learn to walk"]);
    expect(await indexMissing(context)).toBe(1);
    expect(await indexMissing(context)).toBe(0);
    expect(await found("robots")).toHaveLength(2);
    expect(await reindex(context)).toBe(2);
    expect(await found("robots pack")).toEqual(["Robots learn to pack"]);
  });

  test("a text of any length can be saved, and is searched as far as an index goes", async () => {
    const words = Array.from({ length: 40_000 }, (_, i) => `w${i}`).join(" ");
    await published("Endless", "", words);
    await published("Wide", "", "漢".repeat(100_000));
    await published("Loud", "", "robots ".repeat(20_000));
    expect(await found("w15")).toEqual(["Endless"]);
    expect(await found("robots")).toEqual(["Loud"]);
  });
});

describe("the examples of the search page", () => {
  test.each([
    ["en", ["AI at sea", "Robots learn to pack boxes: regulation"], "Robots learn", "regul", "regulation"],
    ["de", ["Größere Schiffe für Øresund, Regulierung"], "Größere Schiffe", "Größe", "Größere"],
    ["fr", ["L’Europe et la régulation européenne"], "régulation européenne", "régul", "régulation"],
    ["es", ["Los puertos grandes y su regulación"], "puertos grandes", "regul", "regulación"],
    ["ar", ["تتعلم الروبوتات في المصانع"], "تتعلم الروبوتات", "الروب", "الروبوتات"],
    ["en", ["港の船が増えています"], "港の船が", null, null],
  ] satisfies [string, string[], string, string | null, string | null][])(
    "in a briefing in %s are of its own headlines, and find them",
    async (language, headlines, phrase, beginning, whole) => {
      await aBriefing(context);
      await context.db.updateTable("briefing").set({ language }).execute();
      expect(await searchExamples(context)).toEqual({ phrase: null, word: null });
      for (const headline of headlines) await published(headline);
      await published("AI");
      expect(await searchExamples(context)).toEqual({ phrase, word: whole ? { beginning, whole } : null });
      expect(await found(`"${phrase}"`)).toEqual([headlines.at(-1)]);
      if (beginning) expect(await found(beginning)).toEqual([headlines.at(-1)]);
    },
  );
});

describe("what was indexed by former rules", () => {
  const asBefore = async () => {
    const { db } = context;
    await db.updateTable("search_documents").set({ made_as: "" }).execute();
    for (const { id } of await db.selectFrom("search_documents").select("id").execute())
      await searchIndexOf(db).put(db, id, {
        headline: { row: ["robots", "learn"], also: [] },
        dek: { row: [], also: [] },
        text: { row: [], also: [] },
      });
  };

  test("is found as before, and anew after the site has started, which answers meanwhile", async () => {
    for (let i = 1; i <= 3; i += 1) await published("Robots learn", "", "O’Brien regulates.");
    await asBefore();
    expect([(await found("robots")).length, (await found("obrien")).length]).toEqual([3, 0]);
    const stop = new AbortController();
    const kept = keepIndexed(context, stop.signal);
    while ((await found("obrien")).length < 3) {
      expect(await found("robots")).toHaveLength(3);
      await nextTurn();
    }
    stop.abort();
    await kept;
  });

  test("goes on where it was stopped", async () => {
    for (let i = 1; i <= 3; i += 1) await published(`Robots learn ${i}`);
    await asBefore();
    const stop = new AbortController();
    const half = indexMissing(context, stop.signal);
    stop.abort();
    expect(await half).toBeLessThan(3);
    const left = 3 - (await half);
    expect(await indexMissing(context)).toBe(left);
    expect(await indexMissing(context)).toBe(0);
  });

  test("also an article that another host saved by the rules of the version before", async () => {
    const article = await published("Robots learn");
    await context.db
      .updateTable("articles")
      .set({ headline: "The O’Briens", version: 9 })
      .where("id", "=", article.id)
      .execute();
    expect(await indexMissing(context)).toBe(1);
    expect(await found("obriens")).toEqual(["The O’Briens"]);
  });

  test("and in another language is made anew", async () => {
    await aBriefing(context);
    await published("Die Ingenieurinnen");
    expect(await found("ingenieurin")).toHaveLength(1);
    expect(await found("häusern")).toHaveLength(0);
    await published("Haus");
    await context.db.updateTable("briefing").set({ language: "de" }).execute();
    expect(await indexMissing(context)).toBe(2);
    expect(await found("häusern")).toEqual(["Haus"]);
  });

  test("what is not on the site any more is dropped when all is made anew", async () => {
    await published("Robots learn");
    await context.db.updateTable("articles").set({ published_at: null }).execute();
    expect(await found("robots")).toHaveLength(1);
    expect(await reindex(context)).toBe(0);
    expect(await found("robots")).toHaveLength(0);
  });
});

test("articles of one moment, of any number, keep an order of their own", async () => {
  for (let i = 1; i <= 3; i += 1) {
    const article = await anArticle(context, { headline: `Robots ${i}` });
    await context.db.updateTable("articles").set({ published_at: -5 }).where("id", "=", article.id).execute();
    await indexMissing(context);
  }
  expect(await found("robots")).toEqual(["Robots 3", "Robots 2", "Robots 1"]);
  await context.db.updateTable("articles").set({ published_at: monday }).where("id", "=", 1).execute();
  await reindex(context);
  expect(await found("robots")).toEqual(["Robots 1", "Robots 3", "Robots 2"]);
});

test("a network that searches all day long is slowed down, over restarts too (S-08)", async () => {
  const asked = await Promise.all(Array.from({ length: 70 }, () => maySearch(context, "192.0.2.7")));
  expect(asked.filter(Boolean)).toHaveLength(60);
  expect(await maySearch(context, "198.51.100.1")).toBe(true);
  context.later(60_001);
  expect(await maySearch(context, "192.0.2.7")).toBe(true);
});
