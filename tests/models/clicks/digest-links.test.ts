import { expect, test } from "vitest";
import { judgeHits } from "#app/models/clicks/judging.server.ts";
import { chooseTopics } from "#app/models/readers/topicChoices.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import { aClick, keepMadeHits, verdictsOf } from "../../support/clicks.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aCopy, aDigest } from "../../support/digests.ts";
import { minutes, seconds } from "../../support/mailboxes.ts";
import { aBriefing, anArticle, aReader } from "../../support/newsroom.ts";

/** Two issues, one of five pieces about robots and one of five about markets; each has its headline, which belongs to no piece. */
async function twoIssues(context: TestContext, editionId: number): Promise<void> {
  let n = 0;
  const row = (section: string, article_id: number | null) => ({
    ...{ edition_id: editionId, n: ++n, href: `https://example.org/${n}`, label: "", item: null, place: n },
    ...{ section, article_id },
  });
  for (const topic of ["Robots", "Markets"]) {
    const rows = [row(topic, null)];
    for (let i = 0; i < 5; i += 1)
      rows.push(row(topic, (await anArticle(context, { headline: `${topic} ${i}`, topics: [topic] })).id));
    await insertRows(context.db, "edition_links", rows);
  }
}

test("most links of a digest are most of those that its reader got", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const [ana, ben] = [
    await aReader(context, list, "ana@firm.example"),
    await aReader(context, list, "ben@firm.example"),
  ];
  const digest = await aDigest(context, list);
  await twoIssues(context, digest.editionId);
  await chooseTopics(context, ana.id, ["markets"]);
  const edition = { editionId: digest.editionId, number: 0, articles: [], acceptedAt: context.clock() };
  for (const { id } of [ana, ben]) {
    await aCopy(context, digest, id, "accepted");
    const looks = [8, 9, 10, 11].map((n, i) => aClick(n, minutes(20) + seconds(i)));
    await keepMadeHits(context, edition, id, looks);
  }
  context.later(minutes(30));
  expect(await judgeHits(context)).toBe(8);
  expect(await verdictsOf(context, edition)).toEqual([
    ...Array<string>(4).fill("machine"),
    ...Array<string>(4).fill("person"),
  ]);
});
