import type { PreflightFacts } from "#app/models/preflight/check.server.ts";
import { piecesChecks } from "#app/models/preflight/pieces.server.ts";
import { monday } from "../../support/context.ts";
import { hitsAndNearMisses, withArticle, withIssue } from "../../support/preflight.ts";

const image = { id: 1, path: "/images/x.jpg", width: 1200, height: 800 };
const twins = (headline: string) =>
  withIssue(({ articles: [first] }) => ({ articles: [first!, { ...first!, id: first!.id + 1, headline }] }));

hitsAndNearMisses(piecesChecks, {
  "already-ran": {
    hit: (facts: PreflightFacts) => ({
      ...facts,
      ran: new Map([[facts.issue.articles[0]!.id, [{ number: 3, sentAt: monday }]]]),
    }),
    near: (facts) => ({ ...facts, ran: new Map([[9999, [{ number: 3, sentAt: monday }]]]) }),
    says: /already ran in issue 3, on .*2026/,
  },
  "useless-alt": {
    hit: withArticle({ image, imageAlt: "IMG_2041.jpg" }),
    near: withArticle({ image, imageAlt: "An image of a robot arm in a warehouse" }),
    says: /is “IMG_2041.jpg”/,
  },
  "same-headline": {
    hit: twins("Robots learn to pack?"),
    near: twins("Robots forget how to weld"),
    says: /nearly the headline of “Robots learn to pack”/,
  },
});
