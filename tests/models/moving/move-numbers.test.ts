import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { closedDb, type Context } from "#app/context.server.ts";
import { clickFigures } from "#app/models/clicks/figures.server.ts";
import { judgeHits } from "#app/models/clicks/judging.server.ts";
import { openCountedReader, openLink, signLink, signReader } from "#app/models/clicks/linkAddresses.server.ts";
import { hour } from "#app/models/durations.ts";
import { issueFigures } from "#app/models/numbers/issueFigures.server.ts";
import { listFigures } from "#app/models/numbers/listFigures.server.ts";
import { moveDatabase } from "#app/models/moving/moveDatabase.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { openDb } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { aClick, aCountedEdition, keepMadeHits, readersAt, type CountedEdition } from "../../support/clicks.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { emptyDb } from "../../support/database.ts";
import { minutes } from "../../support/mailboxes.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { anIssueThatWentOut, counted } from "../../support/numbers.ts";
import { aReply } from "../../support/replies.ts";

async function anEmptyPlace(): Promise<string> {
  const { db, url } = await emptyDb();
  await migrateToLatest(db);
  await db.destroy();
  return url;
}

function aFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-moving-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  return `file:${join(folder, "pressrun.db")}`;
}

test("an installation that moves there and back goes on counting where it was, and nothing counts twice", async () => {
  const base = await testContext();
  const at = (url: string) => ({ ...base, config: { ...base.config, databaseUrl: url } });
  const move = (from: string, to: string) => moveDatabase({ ...at(from), db: closedDb() }, { to, actor: "Ruth" });
  const opened = async <T>(url: string, work: (context: TestContext) => Promise<T>) => {
    const db = openDb(url);
    return work({ ...at(url), db }).finally(() => db.destroy());
  };
  const [first, between, last] = [await anEmptyPlace(), aFile(), await anEmptyPlace()];
  let [list, readers, sent] = [0, [] as number[], 0];
  let edition: CountedEdition;
  const shown = (context: Context) =>
    counted(context).then(async () => ({
      issue: await issueFigures(context, sent),
      clicks: await clickFigures(context, edition.editionId),
      list: await listFigures(context, list, "2026-11-01", "2026-12-31"),
    }));
  const clicked = async (context: TestContext, reader: number) => {
    await keepMadeHits(context, edition, reader, [aClick(1, context.clock() - edition.acceptedAt)]);
    base.later(minutes(2));
    await judgeHits(context);
  };

  const before = await opened(first, async (context) => {
    const briefing = await aBriefing(context);
    list = briefing.id;
    readers = await readersAt(context, briefing as never, "firm.example", 6);
    sent = await anIssueThatWentOut(context, briefing);
    const target = { subscriberId: readers[0]!, editionId: sent, letterId: null, listId: list };
    await aReply(context, target, { from: "r1@firm.example", text: "Thank you." });
    await endSubscription(context, readers[1]!, list, "page");
    edition = await aCountedEdition(context, briefing, readers);
    // The search finds it by its content.
    const { content } = await context.db
      .selectFrom("editions")
      .select("content")
      .where("id", "=", sent)
      .executeTakeFirstOrThrow();
    await context.db.updateTable("editions").set({ content }).where("id", "=", edition.editionId).execute();
    base.later(hour);
    await clicked(context, readers[2]!);
    return shown(context);
  });
  expect(before).toMatchObject({ issue: { replies: 1, left: { all: 1 } }, list: { growth: 5 } });
  const link = signLink(base, { editionId: edition!.editionId, n: 1, target: "https://example.org/1" });
  const reader = signReader(base, edition!.editionId, readers[3]!);

  expect(await move(first, between)).toMatchObject({ rows: expect.any(Number) });
  const after = await opened(between, async (context) => {
    expect(await shown(context)).toEqual(before);
    // A mail from before the move.
    const { editionId } = openLink(context, link)!;
    expect(editionId).toBe(edition.editionId);
    await clicked(context, openCountedReader(context, editionId, reader)!);
    await endSubscription(context, readers[4]!, list, "page");
    return shown(context);
  });
  expect(after.list.growth).toBe(before.list.growth - 1);
  expect(after.clicks!.readersWhoClicked).toBe(before.clicks!.readersWhoClicked + 1);

  expect(await move(between, last)).toMatchObject({ rows: expect.any(Number) });
  expect(await opened(last, shown)).toEqual(after);
});
