import { beforeEach, describe, expect, test } from "vitest";
import { articleClicks, clickFigures } from "#app/models/clicks/figures.server.ts";
import { judgeHits, settles } from "#app/models/clicks/judging.server.ts";
import { judgeHitsAgain } from "#app/models/clicks/judgingAgain.server.ts";
import { forgetReaderOfHits } from "#app/models/clicks/leaving.server.ts";
import { clickSumsOf, rebuildClickSums } from "#app/models/clicks/rebuilding.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import type { RuleId } from "#app/models/clicks/rules.server.ts";
import {
  aClick,
  aCountedEdition,
  keepMadeHits,
  readersAt,
  verdictsOf,
  type CountedEdition,
} from "../../support/clicks.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { dice, machines, minutes, people, seconds } from "../../support/mailboxes.ts";
import { aBriefing } from "../../support/newsroom.ts";

let context: TestContext;
let edition: CountedEdition;
let readers: number[];

beforeEach(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  readers = await readersAt(context, list as never, "firm.example", 8);
  edition = await aCountedEdition(context, list, readers);
});

const keep = (reader: number | null, ...hits: Parameters<typeof keepMadeHits>[3]) =>
  keepMadeHits(context, edition, reader, hits);
const again = (stop = new AbortController()) => judgeHitsAgain(context, stop.signal, () => {});
const sumRows = () =>
  context.db.selectFrom("click_sums").selectAll().where("hits", ">", 0).orderBy("what").orderBy("verdict").execute();

/** Every reader with a made mailbox, as far as this edition has such links. */
async function aMorning(seed: number): Promise<void> {
  const chances = dice(seed);
  for (const reader of readers) {
    const kinds = [chances.oneOf(Object.values(machines)), chances.oneOf(Object.values(people))];
    await keep(reader, ...kinds.flatMap((mailbox) => mailbox(chances, 5)));
  }
}

/** Sums must be what hits say, at any moment. */
async function sumsAreRight(): Promise<void> {
  const kept = await sumRows();
  const named = async (from: "sums" | "hits") => {
    const counts = await clickSumsOf(context, edition.editionId, from);
    return [...counts].filter(([, count]) => count !== 0).sort();
  };
  expect(await named("hits")).toEqual(await named("sums"));
  await rebuildClickSums(context, edition.editionId);
  expect(await sumRows()).toEqual(kept);
}

describe("judging", () => {
  test("waits until the surroundings of a hit are complete", async () => {
    await keep(readers[0]!, aClick(1, minutes(9)));
    context.later(minutes(9) + settles - 1);
    expect(await judgeHits(context)).toBe(0);
    expect((await clickFigures(context, edition.editionId))?.waiting).toBe(1);
    context.later(1);
    expect(await judgeHits(context)).toBe(1);
    expect(await verdictsOf(context, edition)).toEqual(["person"]);
    expect((await clickFigures(context, edition.editionId))?.waiting).toBe(0);
  });

  test("judges once more what came before, when the link that nobody sees is asked for", async () => {
    await keep(readers[0]!, aClick(1, minutes(9)), aClick(2, minutes(9) + seconds(50)));
    context.later(minutes(9) + seconds(50) + settles);
    await judgeHits(context);
    expect(await verdictsOf(context, edition)).toEqual(["person", "person"]);
    await keep(readers[0]!, aClick(0, minutes(9) + seconds(100)));
    context.later(minutes(1));
    await judgeHits(context);
    expect(await verdictsOf(context, edition)).toEqual(["machine", "machine", "machine"]);
    await sumsAreRight();
  });

  test("sees many of one domain in the same second, and lets an office click in peace", async () => {
    for (const [i, reader] of readers.slice(0, 5).entries())
      await keep(reader, aClick(1, minutes(30) + i * 100, { network: `84.30.${i}.2` }));
    for (const [i, reader] of readers.slice(5).entries()) await keep(reader, aClick(1, minutes(50) + i * minutes(2)));
    context.later(minutes(90));
    await judgeHits(context);
    expect(await verdictsOf(context, edition)).toEqual([
      ...Array<string>(5).fill("machine"),
      ...Array<string>(3).fill("person"),
    ]);
  });

  test("does not hold the time at which people settled a delivery against an earlier click", async () => {
    const settled = { finished_at: context.clock() + minutes(60), reply_code: null };
    await context.db.updateTable("deliveries").set(settled).where("subscriber_id", "=", readers[0]!).execute();
    await keep(readers[0]!, aClick(1, minutes(9)));
    await keep(readers[1]!, aClick(1, -minutes(1)));
    context.later(minutes(90));
    await judgeHits(context);
    expect(await verdictsOf(context, edition)).toEqual(["person", "machine"]);
  });

  test("judges what names nobody by what it is, and drops nothing", async () => {
    await keep(null, aClick(1, minutes(9)), aClick(0, minutes(9)), aClick(2, minutes(9), { method: "HEAD" }));
    context.later(minutes(20));
    expect(await judgeHits(context)).toBe(3);
    expect(await verdictsOf(context, edition)).toEqual(["person", "machine", "machine"]);
    const figures = await clickFigures(context, edition.editionId);
    expect(figures).toMatchObject({ people: 1, readersWhoClicked: 0, machines: 1, canary: 1 });
    await sumsAreRight();
  });

  test("keeps sums right through mornings of every kind, in whatever steps hits come", async () => {
    for (const seed of [1, 2, 3]) {
      await aMorning(seed);
      for (let step = 0; step < 6; step += 1) {
        context.later(minutes(step ** 4));
        await judgeHits(context);
        await sumsAreRight();
      }
    }
    context.later(minutes(60 * 24 * 30));
    await judgeHits(context);
    expect(await verdictsOf(context, edition)).not.toContain(null);
    await sumsAreRight();
  });

  test("by several processes at once counts nothing twice", async () => {
    for (const seed of [11, 12]) await aMorning(seed);
    context.later(minutes(60 * 24 * 30));
    const counts = await Promise.all([judgeHits(context), judgeHits(context), again(), judgeHits(context)]);
    expect(counts.length).toBe(4);
    while ((await judgeHits(context)) > 0);
    expect(await verdictsOf(context, edition)).not.toContain(null);
    await sumsAreRight();
  });

  test("that is cut off changes nothing, and is done later", async () => {
    await aMorning(4);
    context.later(minutes(60 * 24 * 30));
    const broken = { ...context, clock: () => context.clock() } as typeof context;
    let asked = 0;
    broken.clock = () => {
      asked += 1;
      if (asked > 4) throw new Error("cut off");
      return context.clock();
    };
    await expect(judgeHits(broken)).rejects.toThrow("cut off");
    expect(new Set(await verdictsOf(context, edition))).toEqual(new Set([null]));
    expect(await sumRows()).toEqual([]);
    await judgeHits(context);
    await sumsAreRight();
  });
});

describe("judging all once more", () => {
  const setAll = (set: { rule: RuleId; verdict: "person" | "machine" | "unknown" }) =>
    context.db
      .updateTable("edition_hits")
      .set({ ...set, confidence: "likely" })
      .execute();

  test("changes nothing where the rules are the same", async () => {
    await aMorning(5);
    context.later(minutes(60 * 24 * 30));
    await judgeHits(context);
    const before = await verdictsOf(context, edition);
    expect(await again()).toMatchObject({ done: before.length, of: before.length, isWhole: true });
    expect(await verdictsOf(context, edition)).toEqual(before);
    await sumsAreRight();
  });

  test("judges by the rules of now what was judged by others, and sums follow", async () => {
    await keep(readers[0]!, aClick(1, minutes(9)), aClick(0, minutes(9)));
    await keep(readers[1]!, aClick(1, minutes(9)));
    context.later(minutes(20));
    await judgeHits(context);
    await setAll({ rule: "unnamed", verdict: "unknown" });
    await rebuildClickSums(context, edition.editionId);
    expect(await again()).toMatchObject({ changed: 3 });
    expect(await verdictsOf(context, edition)).toEqual(["machine", "machine", "person"]);
    await sumsAreRight();
  });

  test("makes nothing worse after network and program are forgotten", async () => {
    await aMorning(6);
    context.later(minutes(60 * 24 * 31));
    await judgeHits(context);
    const before = await verdictsOf(context, edition);
    await context.db.updateTable("edition_hits").set({ agent_id: null, network: null }).execute();
    await again();
    const after = await verdictsOf(context, edition);
    for (const [i, verdict] of before.entries()) if (verdict === "machine") expect(after[i]).toBe("machine");
    expect(after.filter((verdict) => verdict === "person").length).toBe(
      before.filter((one) => one === "person").length,
    );
    await sumsAreRight();
  });

  test("goes on where it was stopped", async () => {
    for (const reader of readers) await keep(reader, aClick(1, minutes(9)));
    context.later(minutes(20));
    await judgeHits(context);
    await context.db
      .updateTable("click_judging")
      .set({ edition_id: edition.editionId, subscriber_id: readers[2]! })
      .execute();
    expect(await again()).toMatchObject({ done: readers.length - 3, of: readers.length - 3, isWhole: true });
    const stop = new AbortController();
    stop.abort();
    expect(await again(stop)).toMatchObject({ done: 0, isWhole: false });
    expect(await again()).toMatchObject({ done: readers.length, isWhole: true });
  });
});

describe("who goes", () => {
  test("takes their name from their hits and leaves the sums as they are", async () => {
    await aMorning(7);
    await keep(readers[0]!, aClick(1, minutes(9)), aClick(2, minutes(14)));
    context.later(minutes(60 * 24 * 30));
    await judgeHits(context);
    const before = await sumRows();
    await forgetReaderOfHits(context, readers[0]!);
    const counts = ({ gone_readers: _, ...row }: (typeof before)[number]) => row;
    expect((await sumRows()).map(counts)).toEqual(before.map(counts));
    await sumsAreRight();
    const left = await context.db
      .selectFrom("edition_hits")
      .select("id")
      .where("subscriber_id", "=", readers[0]!)
      .execute();
    expect(left).toEqual([]);
    await keep(readers[1]!, aClick(3, minutes(60 * 24 * 30)));
    context.later(minutes(20));
    await judgeHits(context);
    await sumsAreRight();
  });
});

describe("an erasure", () => {
  test("leaves the sums of what was clicked, and no trace of who did", async () => {
    await keep(readers[0]!, aClick(1, minutes(9)), aClick(2, minutes(14)));
    await keep(readers[1]!, aClick(1, minutes(9)));
    context.later(minutes(30));
    await judgeHits(context);
    const before = await clickFigures(context, edition.editionId);
    await erase(context, readers[0]!, "Ines");
    expect(await clickFigures(context, edition.editionId)).toEqual(before);
    expect(before).toMatchObject({ people: 3, readersWhoClicked: 2 });
    await sumsAreRight();
    await again();
    expect(await clickFigures(context, edition.editionId)).toEqual(before);
  });
});

describe("figures", () => {
  test("say what people clicked per link, piece and section, and what nobody did", async () => {
    await keep(readers[0]!, aClick(1, minutes(9)), aClick(2, minutes(10)));
    await keep(readers[1]!, aClick(1, minutes(12)));
    await keep(readers[2]!, aClick(3, minutes(12), { network: "40.94.1.1" }));
    context.later(minutes(20));
    await judgeHits(context);
    const figures = (await clickFigures(context, edition.editionId))!;
    expect(figures).toMatchObject({ people: 3, machines: 1, unknown: 0, all: 4, readersWhoClicked: 2 });
    expect(figures.since).toBe(edition.acceptedAt);
    expect(figures.perLink.map(({ n, people, readers, all }) => [n, people, readers, all])).toEqual([
      ...[[1, 2, 2, 2]],
      ...[[2, 1, 1, 1]],
      ...[[3, 0, 0, 1]],
      ...[[4, 0, 0, 0]],
      ...[[5, 0, 0, 0]],
    ]);
    expect(
      figures.perArticle.map(({ articleId, people, readers, places }) => [articleId, people, readers, places]),
    ).toEqual([
      [edition.articles[0], 3, 2, [1, 2]],
      [edition.articles[1], 0, 0, [3, 4]],
    ]);
    expect(figures.perSection.map(({ section, people, readers }) => [section, people, readers])).toEqual([
      ["First", 3, 2],
      ["Second", 0, 0],
    ]);
    expect(figures.never.map(({ n }) => n)).toEqual([3, 4, 5]);
    expect(await articleClicks(context, edition.articles[0]!)).toMatchObject([
      { issue: { number: edition.number }, people: 3, readers: 2, place: 1 },
    ]);
  });

  test("are none where an edition counts nothing", async () => {
    await context.db.updateTable("editions").set({ counts_clicks: 0 }).execute();
    expect(await clickFigures(context, edition.editionId)).toBeNull();
    expect(await articleClicks(context, edition.articles[0]!)).toEqual([]);
  });
});
