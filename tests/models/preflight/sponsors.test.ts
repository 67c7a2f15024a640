import { expect, test } from "vitest";
import type { Body } from "#app/models/body.ts";
import { sponsorChecks } from "#app/models/preflight/sponsors.server.ts";
import { bodyInMarkdown } from "#app/models/body.ts";
import { parseBody } from "#app/models/body.server.ts";
import { linesOf } from "#app/models/differences.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing, anIssue } from "../../support/newsroom.ts";
import { factsOf, hitsAndNearMisses, withArticle, withIssue } from "../../support/preflight.ts";

const paragraph = (text: string) => ({ type: "paragraph" as const, content: [{ type: "text" as const, text }] });
const documentOf = (text: string): Body => ({ type: "doc", content: [paragraph(text)] });
const sponsor = (name: string, from = "", until = "", text = "Buy"): Body => ({
  type: "doc",
  content: [{ type: "sponsor", attrs: { name, from, until }, content: [paragraph(text)] }],
});

// A whole issue goes out on Monday, 23 November 2026.
hitsAndNearMisses(sponsorChecks, {
  "unnamed-sponsor": {
    hit: withArticle({ body: sponsor(" ") }),
    near: withArticle({ body: sponsor("Acme") }),
    says: /An advertisement does not say who pays for it, in “Robots learn to pack”/,
  },
  "sponsor-days": {
    hit: withArticle({ body: sponsor("Acme", "2026-11-16", "2026-11-22") }),
    near: withArticle({ body: sponsor("Acme", "2026-11-23", "2026-11-23") }),
    says: /of Acme was paid for until 22 November 2026, and the issue goes out on 23 November 2026, in “Robots/,
  },
  "unmarked-sponsor": {
    hit: withArticle({ body: documentOf("Sponsored by Acme: buy ropes.") }),
    near: withArticle({ body: sponsor("Acme", "", "", "Sponsored by Acme: buy ropes.") }),
    says: /“Sponsored by Acme: buy ropes.” seems to be paid for/,
  },
});

test("an advertisement is checked in every text of the issue, by the day on which that goes out", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const facts = await factsOf(context, await anIssue(context, list, { articles: [] }));
  const at = facts.now + 7 * 24 * 60 * 60 * 1000;
  const texts = {
    intro: sponsor("A", "2026-12-01"),
    sections: [{ ...emptySection(), heading: "Lead", text: sponsor("B", "2026-12-02", "2026-12-01") }],
    outro: sponsor("C", "2026-11-30", "2026-11-30"),
  };
  const later = { ...withIssue(texts)(facts), departure: { at, before: 0, timeZone: "Europe/Amsterdam" } };
  expect(sponsorChecks["sponsor-days"].find(later).map(({ at, why }) => [at.kind, why])).toEqual([
    [
      "intro",
      "The advertisement of A is paid for from 1 December 2026 on, and the issue goes out on 30 November 2026, in the intro.",
    ],
    ["section", "The advertisement of B ends on 1 December 2026, before it begins, in the section “Lead”."],
  ]);
});

test.each([
  ["Anzeige: Seile für jedes Wetter.", true],
  ["[Publicité] Des cordes.", true],
  ["إعلان: حبال", true],
  ["Advertising rules change in May.", false],
  ["The port sponsored a race.", false],
])("“%s” is paid for: %s", async (words, isPaid) => {
  const context = await testContext();
  const list = await aBriefing(context);
  const facts = await factsOf(context, await anIssue(context, list, { articles: [] }));
  const found = sponsorChecks["unmarked-sponsor"].find(withIssue({ outro: documentOf(words) })(facts));
  expect(found.map(({ at }) => at.kind)).toEqual(isPaid ? ["outro"] : []);
});

test("the days of an advertisement go through Markdown, and a difference names them", () => {
  const markdown = "> [!AD] Ropes & Co {from=2026-11-23 until=2026-11-29}\n>\n> Ropes.";
  const read = (text: string) => {
    const parsed = bodyFromMarkdown(text);
    if ("error" in parsed) throw new Error(parsed.error);
    return parsed.body;
  };
  const body = read(markdown);
  expect(body.content![0]).toMatchObject({ attrs: { name: "Ropes & Co", from: "2026-11-23", until: "2026-11-29" } });
  expect(bodyInMarkdown(body, "https://x.example")).toBe(markdown);
  expect(linesOf(body)[0]!.text).toBe("Ropes & Co from 2026-11-23 until 2026-11-29\nRopes.");
  expect(read("> [!AD] {until=2026-11-29}\n>\n> Ropes.").content![0]).toMatchObject({
    attrs: { name: "", from: "", until: "2026-11-29" },
  });
  expect(read("> [!AD] Ropes {from=2026-02-30}\n>\n> Ropes.").content![0]).toMatchObject({
    attrs: { name: "Ropes {from=2026-02-30}", from: "", until: "" },
  });
});

test("a text with a day that there is not is refused, and one of before there were days is taken", () => {
  expect(parseBody(JSON.stringify(sponsor("Acme", "2026-02-30")))).toMatchObject({ error: "unpublishable" });
  const { content } = sponsor("Acme");
  const former = { type: "doc", content: [{ ...content![0], attrs: { name: "Acme" } }] };
  expect(parseBody(JSON.stringify(former))).toEqual({ body: sponsor("Acme") });
});
