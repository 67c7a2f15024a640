import { expect, test } from "vitest";
import { sourcesIn } from "../../support/sources.ts";

/**
 * Sources that take issues and editions together, and mean every edition, or find one by its own id. All others have to say
 * that they want the issue's own: with tried subjects an issue has up to five.
 */
const meantSo: Record<string, string> = {
  "app/models/deliveries/cameBack.server.ts": "the issue of the edition that a report is about",
  "app/models/moving/exportJson.server.ts": "all tables, row by row",
  "app/models/library/places.server.ts": "the issue of an edition that uses a picture",
  "app/models/conversations/threading.server.ts": "the issue of the edition that a reply is about",
  "app/models/issues/elsewhere.server.ts": "issues of other programs, which have one",
  "app/models/segments/facts.server.ts": "whoever got any of them got the issue",
  "app/models/digests/digests.server.ts": "editions of digests",
  "app/models/inbound/matching.server.ts": "the list of the edition that a report is about",
  "app/models/privacy/inChunks.server.ts": "every edition is folded",
  "app/models/clicks/heldClicks.server.ts": "the issue of the mail that a reader had",
  "app/models/feedback/answers.server.ts": "the issue of the mail that a reader had",
  "app/models/feedback/results.server.ts": "the issue of the mail in which was asked",
  "app/models/clicks/figures.server.ts": "all editions of an issue, or each alone; models/numbers adds these up",
  "app/models/numbers/issueEditions.server.ts": "all editions of an issue",
  "app/models/numbers/checking.server.ts": "each edition is checked by itself",
};

test("whoever goes from an issue to its edition asks for the issue's own, not for those of tried subjects", () => {
  const together = sourcesIn("app", "scripts")
    .filter(({ text }) => /"editions( as \w+)?"/.test(text) && text.includes("issue_id"))
    .filter(({ text }) => !/\bvariant\b/.test(text))
    .map(({ path }) => path);
  expect(together.toSorted()).toEqual(Object.keys(meantSo).toSorted());
});
