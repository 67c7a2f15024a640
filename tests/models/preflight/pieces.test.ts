import { describe, expect, test } from "vitest";
import { articleChecks } from "#app/models/articles/checks.server.ts";
import type { Body } from "#app/models/body.ts";
import type { PreflightFacts, StoredFacts } from "#app/models/preflight/check.server.ts";
import { picturesOf, pictureChecks } from "#app/models/preflight/pictures.server.ts";
import { piecesChecks } from "#app/models/preflight/pieces.server.ts";
import { aStoredPicture } from "../../support/library.ts";
import { aBriefing, anArticle, anIssue } from "../../support/newsroom.ts";
import { monday, testContext } from "../../support/context.ts";
import { factsOf, hitsAndNearMisses, withArticle, withIssue } from "../../support/preflight.ts";

const image = { id: 1, path: "/images/x.jpg", width: 1200, height: 800 };
const twins = (headline: string) =>
  withIssue(({ articles: [first] }) => ({ articles: [first!, { ...first!, id: first!.id + 1, headline }] }));

/** Asks for everything that can be asked of an article. */
const asking = (change: Parameters<typeof withArticle>[0]) => (facts: PreflightFacts) => ({
  ...withArticle({ topics: ["Logistics"], ...change })(facts),
  asked: Object.fromEntries(Object.keys(articleChecks).map((name) => [name, "wanted"])) as PreflightFacts["asked"],
});
/** The same article, where nobody asks for anything. */
const notAsking = (change: Parameters<typeof withArticle>[0]) => (facts: PreflightFacts) => ({
  ...withArticle(change)(facts),
  asked: Object.fromEntries(Object.keys(articleChecks).map((name) => [name, "off"])) as PreflightFacts["asked"],
});
const lacks = (change: Parameters<typeof withArticle>[0], says: RegExp) => ({
  hit: asking(change),
  near: notAsking(change),
  says,
});
const noText = { type: "doc", content: [{ type: "paragraph" }] } as Body;
const photograph = { src: "/images/y.jpg", alt: "", width: 1200, height: 800 };

const pictured = (alt: string) =>
  ({ type: "doc", content: [{ type: "image", attrs: { ...photograph, alt } }] }) as Body;

hitsAndNearMisses(piecesChecks, {
  "no-dek": lacks({ dek: " " }, /“Robots learn to pack” says nothing below its headline/),
  "no-text": lacks({ body: noText }, /has no text/),
  "no-source": lacks({ sources: [] }, /names no source/),
  "no-credit": lacks({ image, imageAlt: "A robot arm", imageCredit: "" }, /does not say who made its picture/),
  "no-byline": lacks({ byline: "" }, /does not say who wrote it/),
  "no-picture": lacks({ image: null }, /has no lead picture/),
  "no-topic": lacks({ topics: [] }, /has no topic/),
  "no-alt-in-text": lacks(
    { body: { type: "doc", content: [{ type: "image", attrs: photograph }] } },
    /a picture in its text without a description/,
  ),
  "changes-waiting": {
    hit: (facts) => ({ ...facts, waiting: new Set([facts.issue.articles[0]!.id]) }),
    near: (facts) => ({ ...facts, waiting: new Set([9999]) }),
    says: /has changes that are not on the site/,
  },
  "changed-since-approval": {
    hit: withIssue(({ articles: [first] }) => ({ approvedAt: first!.updatedAt - 1 })),
    near: withIssue(({ articles: [first] }) => ({ approvedAt: first!.updatedAt })),
    says: /was changed after the issue was approved/,
  },
  "already-ran": {
    hit: (facts: PreflightFacts) => ({
      ...facts,
      ran: new Map([[facts.issue.articles[0]!.id, [{ number: 3, sentAt: monday }]]]),
    }),
    near: (facts) => ({ ...facts, ran: new Map([[9999, [{ number: 3, sentAt: monday }]]]) }),
    says: /already ran in issue 3, on .*2026/,
  },
  "same-headline": {
    hit: twins("Robots learn to pack?"),
    near: twins("Robots forget how to weld"),
    says: /nearly the headline of “Robots learn to pack”/,
  },
});

describe("pictures", () => {
  const lead = (width: number, stored?: Partial<StoredFacts>) => (facts: PreflightFacts) => ({
    ...withArticle({ image: { ...image, width }, imageAlt: "A robot arm" })(facts),
    pictures: new Map(stored ? [[image.path, { bytes: 1, frames: 1, hasAlpha: false, ...stored }]] : []),
  });
  hitsAndNearMisses(pictureChecks, {
    "useless-alt": {
      hit: withArticle({ image, imageAlt: "IMG_2041.jpg" }),
      near: withArticle({ image, imageAlt: "An image of a robot arm in a warehouse" }),
      says: /“IMG_2041.jpg” in “Robots learn to pack” has a description that tells nobody/,
    },
    "undescribed-picture": {
      hit: withIssue({ outro: pictured("") }),
      near: withIssue({ outro: pictured("Two arms pack a crate") }),
      says: /A picture in the outro has no description/,
    },

    "narrow-picture": {
      hit: lead(543),
      near: lead(544),
      says: /“A robot arm” in “Robots learn to pack” is 543 pixels wide/,
    },
    "heavy-picture": {
      hit: lead(1200, { bytes: 1_200_000 }),
      near: lead(1200, { bytes: 1_000_000 }),
      says: /weighs 1.2 MB/,
    },
    "moving-picture": {
      hit: lead(1200, { frames: 2 }),
      near: lead(1200, { frames: 1 }),
      says: /Outlook shows only how it begins/,
    },
    "see-through-picture": { hit: lead(1200, { hasAlpha: true }), near: lead(1200, {}), says: /is transparent/ },
    "heavy-pictures": {
      hit: lead(1200, { bytes: 3_100_000 }),
      near: lead(1200, { bytes: 3_000_000 }),
      says: /weigh 3.1 MB together/,
    },
  });

  test("are known by their stored files, in texts too", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const stored = await aStoredPicture(context);
    const body = JSON.stringify({
      type: "doc",
      content: [{ type: "image", attrs: { ...photograph, src: stored.path } }],
    });
    const facts = await factsOf(
      context,
      await anIssue(context, list, { articles: [await anArticle(context, { body })] }),
    );
    expect(picturesOf(facts.issue).map(({ src }) => src)).toEqual([stored.path]);
    expect(facts.pictures.get(stored.path)!.bytes).toBeGreaterThan(0);
  });
});
