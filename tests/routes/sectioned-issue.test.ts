import { beforeAll, describe, expect, test } from "vitest";
import type { Body } from "#app/models/body.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { indexMissing } from "#app/models/search/index.server.ts";
import { search } from "#app/models/search/search.server.ts";
import type { IssueItem, SectionsOf } from "#app/models/sections.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { ask } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, aReader, bodyOf } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let list: List;
let number: number;

const documentOf = (text: string) => JSON.parse(bodyOf(text)) as Body;
const item = (text: string, url = "", source = ""): IssueItem => ({ kind: "item", text, url, source });

beforeAll(async () => {
  ({ context, list } = await aSite());
  await aReader(context, list, "ana@readers.example");
  const pack = await anArticle(context, { headline: "Robots learn to pack" });
  const sort = await anArticle(context, { headline: "Robots learn to sort" });
  const sections: SectionsOf<{ id: number; display: "summary" | "headline" }> = [
    {
      ...{ heading: "Lead", text: documentOf("What we saw."), rule: null },
      pieces: [{ kind: "article", id: pack.id, display: "summary" }],
    },
    {
      ...{ heading: "In brief", text: documentOf("What else happened."), rule: { topic: "robots", count: 5 } },
      pieces: [
        item("Rotterdam orders forty carriers.", "https://ports.example/40", "Ports Daily"),
        { kind: "article", id: sort.id, display: "headline" },
        item("Nobody was hurt."),
      ],
    },
  ];
  const words = { subject: "The week", preheader: "In four parts.", intro: documentOf("Good morning.") };
  number = await createIssue(context, list.id, { ...words, sections, outro: documentOf("Until next week.") });
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await indexMissing(context);
});

/** Everything that readers meet, in the order of the issue. */
const inOrder = [
  "Good morning.",
  "Lead",
  "What we saw.",
  "Robots learn to pack",
  "In brief",
  "What else happened.",
  "Rotterdam orders forty carriers.",
  "Robots learn to sort",
  "Nobody was hurt.",
  "Until next week.",
];

/** Fails unless a text has them in this order. */
function expectInOrder(text: string) {
  const flat = text.replace(/\s+/g, " ");
  let at = 0;
  for (const words of inOrder) {
    const found = flat.indexOf(words, at);
    expect([words, found >= at]).toEqual([words, true]);
    at = found;
  }
}

describe("an issue in sections that was sent", () => {
  test("is its page: headings, texts, articles and items in their order", async () => {
    const { status, text } = await ask(context, `/issues/${number}`);
    expect(status).toBe(200);
    const main = text.slice(text.indexOf("<main"), text.indexOf("</main>"));
    expectInOrder(main);
    expect([...main.matchAll(/<h2[^>]*>(.*?)<\/h2>/gs)].map(([, words]) => words!.replace(/<[^>]*>/g, ""))).toEqual(
      expect.arrayContaining(["Lead", "In brief"]),
    );
    expect(main).toContain('href="https://ports.example/40"');
    expect(main).toContain("Ports Daily");
  });

  test("is its mail on the web and as text, alike", async () => {
    for (const path of [`/issues/${number}/mail`, `/issues/${number}/mail.txt`]) {
      const { status, text } = await ask(context, path);
      expect([path, status]).toEqual([path, 200]);
      // The mail begins with a list of what is in it.
      expectInOrder(text.slice(text.indexOf("Good morning.")));
    }
  });

  test("stands whole in every feed of issues, and in the archive by its subject", async () => {
    for (const path of ["/issues/feed.xml", "/issues/feed.atom", "/issues/feed.json"]) {
      const { status, text } = await ask(context, path);
      expect([path, status]).toEqual([path, 200]);
      expectInOrder(text);
      expect(text).toContain("https://ports.example/40");
    }
    const archive = await ask(context, "/issues");
    expect(archive.text).toContain("The week");
    expect(archive.text).toContain("In four parts.");
  });

  test.each(["Rotterdam carriers", "what else happened", "until next week", "nobody hurt", "ports.example"])(
    "is found by “%s”, words of its sections and items",
    async (words) => {
      const { found } = await search(context, words, 1);
      expect(found?.items.map(({ path }) => path)).toContain(`/issues/${number}`);
    },
  );
});
