import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { articleById, setPublished } from "#app/models/articles/articles.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { articleItem, feedOf, permanentId, type Feed } from "#app/models/site/feeds/feed.server.ts";
import { writeFeed } from "#app/models/site/feeds/formats.server.ts";
import { testContext } from "../../../support/context.ts";
import { readXml } from "../../../support/feed-xml.ts";
import { aBriefing, anArticle } from "../../../support/newsroom.ts";

function feedOfWords(words: string): Feed {
  const item = {
    id: permanentId("article", 1, 1),
    url: "https://briefing.example.org/articles/x",
    title: words,
    summary: words,
    html: words,
    authors: [{ name: words, url: "https://briefing.example.org/authors/x" }],
    topics: [words],
    image: null,
    publishedAt: 0,
    updatedAt: 0,
  };
  return {
    id: permanentId("feed", 1, "/feed"),
    title: words,
    about: words,
    language: "en",
    publisher: words,
    page: "https://briefing.example.org/",
    address: "https://briefing.example.org/feed",
    hub: null,
    updatedAt: 0,
    items: [item],
  };
}

/** Any sequence of code units, half surrogates and control characters among them, and what is special to XML. */
const anyWords = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom("]]>", "&", "<", '"', "&#0;", "<!--", "-->", "<?x?>", "\u{1f916}"),
    ),
  )
  .map((parts) => parts.join(""));

describe("a feed of any words at all", () => {
  test("is well-formed XML and JSON (W-01, row 40)", () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        const feed = feedOfWords(words);
        expect(readXml(writeFeed(feed, "rss")).rss.channel.item).toHaveLength(1);
        expect(readXml(writeFeed(feed, "atom")).feed.entry).toHaveLength(1);
        expect((JSON.parse(writeFeed(feed, "json")) as Feed).items).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  test("says them again as they were, where XML can hold them (W-01)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (words) => {
        const said = readXml(writeFeed(feedOfWords(`${words}.`), "rss")).rss.channel.item[0].title as string;
        expect(said).toBe(`${words}.`);
      }),
      { numRuns: 100 },
    );
  });
});

test("a permanent id is one of its kind, and a UUID (W-01)", () => {
  const ids = [
    permanentId("article", 1, 1),
    permanentId("article", 1, 2),
    permanentId("article", 2, 1),
    permanentId("issue", 1, 1),
  ];
  expect(new Set(ids).size).toBe(4);
  for (const id of ids)
    expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(permanentId("article", 1, 1)).toBe(ids[0]);
});

test("a correction is shown with its article, dated, and is a change of it (W-01)", async () => {
  const context = await testContext();
  await aBriefing(context);
  const { id } = await anArticle(context);
  await setPublished(context, id, true);
  const at = context.clock() + 60_000;
  const corrections = [{ at, text: "It was <two> warehouses." }];
  const [briefing, article] = [(await getBriefing(context))!, (await articleById(context, id))!];
  const item = articleItem(context, briefing, article, new Map(), corrections);
  expect(item.updatedAt).toBe(at);
  expect(item.html).toContain("<p><strong>Correction, 23 November 2026:</strong> It was &lt;two&gt; warehouses.</p>");
});

test("a feed speaks the briefing's language", async () => {
  const context = await testContext();
  await aBriefing(context);
  await context.db.updateTable("briefing").set({ language: "de" }).execute();
  const feed = (await feedOf(context, { of: "issues" }))!;
  expect([feed.language, feed.title]).toEqual(["de", "The Robotics Briefing: alle Ausgaben"]);
});
