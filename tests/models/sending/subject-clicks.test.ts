import { expect, test } from "vitest";
import { setCounting } from "#app/models/clicks/counting.server.ts";
import { articleClicks } from "#app/models/clicks/figures.server.ts";
import { judgeHits } from "#app/models/clicks/judging.server.ts";
import { articleNumbers } from "#app/models/numbers/articleNumbers.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import { sumKeys } from "#app/models/clicks/sums.server.ts";
import { aClick, keepMadeHits } from "../../support/clicks.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { someLanes, workOff } from "../../support/lane.ts";
import { minutes } from "../../support/mailboxes.ts";
import { aBriefing, manyReaders } from "../../support/newsroom.ts";
import { hour } from "../../support/slots.ts";
import { startFarEnd } from "../../support/smtp.ts";
import { anIssueToTry, ledgerOf, started, subjects } from "../../support/subject-tests.ts";

/** People of one edition press a link, each at home and at a time of their own. */
async function pressed(context: TestContext, editionId: number, readers: number[], n: number) {
  const acceptedAt = context.clock();
  for (const [i, reader] of readers.entries())
    await keepMadeHits(context, { editionId, acceptedAt }, reader, [
      aClick(n, minutes(5) + i * 7300, { network: `84.30.${i}.2` }),
    ]);
}

test("clicks of people decide between subjects; programs that ask for every link of the other one do not", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  await setCounting(context, "Ruth", list.id, "clicks", true);
  await manyReaders(context, list, 200);
  const number = await anIssueToTry(context, list, { decides: "clicks", share: 80 });
  const send = await started(context, number);
  await workOff(context, await someLanes(context, 2));
  const { editions, rows } = await ledgerOf(context, send);
  const of = (editionId: number) => rows.filter((row) => row.editionId === editionId).map((row) => row.subscriberId);
  const links = await context.db
    .selectFrom("edition_links")
    .select(["n", "article_id"])
    .where("edition_id", "=", editions[2]!)
    .where("article_id", "is not", null)
    .orderBy("n")
    .execute();
  const { n, article_id: articleId } = links[0]!;
  await pressed(context, editions[2]!, of(editions[2]!).slice(0, 30), n);
  await pressed(context, editions[1]!, of(editions[1]!).slice(0, 8), n);
  const acceptedAt = context.clock();
  for (const reader of of(editions[1]!).slice(8))
    await keepMadeHits(context, { editionId: editions[1]!, acceptedAt }, reader, [
      aClick(0, 900, { method: "HEAD", signals: [], agent: "python-requests/2.32", truth: "machine" }),
      ...links.map((link) =>
        aClick(link.n, 1000, { method: "HEAD", signals: [], agent: "python-requests/2.32", truth: "machine" }),
      ),
    ]);
  context.later(2 * hour);
  while ((await judgeHits(context)) > 0);
  const clickers = await context.db
    .selectFrom("click_sums")
    .select(["edition_id", "readers"])
    .where("what", "=", sumKeys.all)
    .where("verdict", "=", "person")
    .orderBy("edition_id")
    .execute();
  expect(clickers.map(({ edition_id, readers }) => [edition_id, readers])).toEqual([
    [editions[1], 8],
    [editions[2], 30],
  ]);
  context.later(3 * hour);
  const lanes = await someLanes(context, 2);
  await workOff(context, lanes);
  await workOff(context, lanes);
  expect(await testOfIssue(context, send.id)).toMatchObject({
    winner: 2,
    result: { how: "found", counted: "clicks", finding: { found: "better" }, arms: [{ did: 8 }, { did: 30 }] },
  });
  const mails = await farEnd.parsed();
  expect(mails.filter(({ subject }) => subject === subjects[1])).toHaveLength(200 - of(editions[1]!).length);

  await pressed(context, editions[0]!, of(editions[0]!).slice(0, 5), n);
  context.later(2 * hour);
  while ((await judgeHits(context)) > 0);
  expect(await articleClicks(context, articleId!), "one issue, whatever its editions").toMatchObject([
    { issue: { number }, readers: 43, people: 43 },
  ]);
  expect((await articleNumbers(context, articleId!))!.runs).toMatchObject([
    { number, accepted: 200, clicks: { readers: 43 } },
  ]);
});
