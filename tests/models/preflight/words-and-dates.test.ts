import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Body } from "#app/models/body.ts";
import type { PreflightFacts } from "#app/models/preflight/check.server.ts";
import { dateChecks } from "#app/models/preflight/dates.server.ts";
import { demoHeadlines } from "#app/models/preflight/demoWords.server.ts";
import { mended, type Mend } from "#app/models/preflight/mends.ts";
import { wordChecks } from "#app/models/preflight/words.server.ts";
import { factsOfAWholeIssue, hitsAndNearMisses, withArticle, withIssue } from "../../support/preflight.ts";

const saying = (...paragraphs: string[]): Body => ({
  type: "doc",
  content: paragraphs.map((text) => ({ type: "paragraph", content: [{ type: "text", text }] })),
});
const intro = (...paragraphs: string[]) => withIssue({ intro: saying(...paragraphs) });
const subject = (words: string) => withIssue({ subject: words });
const inLanguage = (language: string, words: string) => (facts: PreflightFacts) => {
  const changed = intro(words)(facts);
  return { ...changed, briefing: { ...changed.briefing, language } };
};
/** It goes out on Tuesday, 24 November 2026. */
const onTuesday = (change: (facts: PreflightFacts) => PreflightFacts) => (facts: PreflightFacts) => ({
  ...change(facts),
  departure: { at: Date.parse("2026-11-24T06:00:00Z"), before: 0, timeZone: "Europe/Amsterdam" },
});

const styled = (change: (facts: PreflightFacts) => PreflightFacts) => (facts: PreflightFacts) => ({
  ...change(facts),
  style: [{ word: "utilise", instead: "use" }],
});

describe("words", () => {
  hitsAndNearMisses(wordChecks, {
    "placeholder-words": {
      hit: intro("Ask Jonas, TODO."),
      near: intro("Todo el mundo, TKs and Maxxxtor."),
      says: /“TODO” was to be replaced.*in the intro/,
    },
    "unknown-token": {
      hit: subject("Hello {{ first_name }}"),
      near: intro("Up 50%OFF {a} [sic]"),
      says: /“{{ first_name }}” is a field.*, in the subject/,
    },
    "doubled-word": {
      hit: intro("Robots in the the hall."),
      near: intro("He had had it in Bora Bora; the, the end."),
      says: /“the the” stands twice/,
    },
    "unbalanced-quotes": {
      hit: intro("She said “no and left."),
      near: intro("“A first paragraph", '“and its end,” she said. A 5" screen.', "„ja“ und «oui»."),
      says: /A quotation mark \(“\) has no partner/,
    },
    "unbalanced-brackets": {
      hit: intro("Robots (two of them learn."),
      near: intro("1) One (two) :-) b) three"),
      says: /A bracket \(\(\)/,
    },
    "capital-headline": {
      hit: withArticle({ headline: "ROBOTS LEARN TO PACK" }),
      near: withArticle({ headline: "NATO and the EU pack" }),
      says: /is in capitals/,
    },
    "many-marks": { hit: intro("Buy now!!"), near: intro("Buy? Now! $5"), says: /“now!!” looks like/ },
    "demo-words": {
      hit: withArticle({ headline: demoHeadlines[0]! }),
      near: withArticle({ headline: "One person, five cats" }),
      says: /piece of the demo/,
    },
    "wrong-number": {
      hit: subject("Issue 7: robots"),
      near: subject("Issue 1: robots, no. 1,000, and 7 more"),
      says: /“Issue 7” stands here, and this is issue 1/,
    },
    "style-words": {
      hit: styled(intro("Ports utilise robots.")),
      near: styled(intro("Ports utilised reutilise robots.")),
      says: /The style list says “use” for “utilise”, in the intro/,
    },
  });

  test.each(["TK", "xxx", "lorem ipsum dolor", "???", "Platzhalter", "FIXME"])("%s is a placeholder", async (words) => {
    const facts = intro(`Robots ${words}.`)(await factsOfAWholeIssue());
    expect(wordChecks["placeholder-words"].find(facts)).toHaveLength(1);
  });

  test.each(["*|FNAME|*", "%FIRST_NAME%", "[[name]]", "<%= name %>", "${name}", "[FIRST NAME]", "{% if x %}"])(
    "%s is a field of another tool",
    async (words) => {
      const facts = intro(`Dear ${words},`)(await factsOfAWholeIssue());
      expect(wordChecks["unknown-token"].find(facts)).toHaveLength(1);
    },
  );

  test("the headlines of the demo are those of its files", () => {
    const headlines = readdirSync("demo/articles").map(
      (name) => /^headline: "(.*)"$/m.exec(readFileSync(`demo/articles/${name}`, "utf8"))![1]!,
    );
    expect([...demoHeadlines].sort()).toEqual(headlines.sort());
  });
});

describe("a change at a click", () => {
  test("takes a doubled word out of the intro, and nothing else", async () => {
    const facts = intro("Robots in the the hall, in the the hall.")(await factsOfAWholeIssue());
    const mend = wordChecks["doubled-word"].find(facts)[0]!.mend!;
    expect(mend).toMatchObject({ spot: "intro", from: "the the", to: "the" });
    expect(mended(facts.issue, mend)).toEqual({ intro: saying("Robots in the hall, in the the hall.") });
    expect(mended({ ...facts.issue, intro: saying("Other words.") }, mend)).toEqual({});
  });

  test("is offered for the issue's own words alone: those of an article are mended there", async () => {
    const facts = withArticle({ dek: "Robots in the the hall." })(await factsOfAWholeIssue());
    expect(wordChecks["doubled-word"].find(facts)).toEqual([
      expect.not.objectContaining({ mend: expect.anything() as Mend }),
    ]);
  });
});

describe("days", () => {
  hitsAndNearMisses(dateChecks, {
    "wrong-weekday": {
      hit: intro("On Monday, 24 November, robots pack."),
      near: intro("On Tuesday, 24 November, robots pack."),
      says: /“Monday, 24 November” is a Tuesday/,
    },
    "other-day": {
      hit: onTuesday(subject("Happy Friday, robots")),
      near: onTuesday(subject("Happy Tuesday; Friday’s vote")),
      says: /“Happy Friday” stands here, and it goes out on a Tuesday/,
    },
    "past-day": {
      hit: onTuesday(intro("Join us on Thursday, 12 November.")),
      near: onTuesday(intro("Join us on Thursday, 26 November; we met on Thursday, 12 November.")),
      says: /“Thursday, 12 November” is over/,
    },
  });

  test.each([
    ["de", "Am Montag, den 24. November 2026, packen sie.", "Am Dienstag, den 24. November 2026, packen sie."],
    ["fr", "Le lundi 24 novembre, ils emballent.", "Le mardi 24 novembre, ils emballent."],
    ["es", "El lunes 24 de noviembre de 2026.", "El martes 24 de noviembre de 2026."],
    ["en-US", "On Monday, November 24, they pack.", "On Tuesday, November 24, they pack."],
    ["ar", "يوم الاثنين 24 نوفمبر 2026", "يوم الثلاثاء 24 نوفمبر 2026"],
  ])("are read in %s", async (language, wrong, right) => {
    const facts = await factsOfAWholeIssue();
    expect(dateChecks["wrong-weekday"].find(inLanguage(language, wrong)(facts))).toHaveLength(1);
    expect(dateChecks["wrong-weekday"].find(inLanguage(language, right)(facts))).toEqual([]);
  });
});

test("sections, items and the outro are read like all else, where they stand", async () => {
  const text = {
    type: "doc" as const,
    content: [{ type: "paragraph" as const, content: [{ type: "text" as const, text: "TODO" }] }],
  };
  const item = { kind: "item" as const, text: "A port TODO", url: "", source: "TODO" };
  const section = { heading: "In TK brief", text, rule: null, pieces: [item] };
  const facts = withIssue({ sections: [section], outro: text })(await factsOfAWholeIssue());
  const found = wordChecks["placeholder-words"].find(facts);
  expect(found.map(({ at }) => at.kind)).toEqual(["section", "section", "item", "item", "outro"]);
  expect(found[0]!.why).toBe("“TK” was to be replaced by something, in the section “In TK brief”.");
});
