import { DateTime } from "luxon";
import { beforeEach, describe, expect, test } from "vitest";
import { cohortsOf, countCohorts, keepCohorts } from "#app/models/growth/cohorts.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context, { timeZone: "Europe/Paris" });
});

/** Moves the clock to noon of a day. */
function on(day: string): void {
  context.later(DateTime.fromISO(`${day}T12:00`, { zone: "Europe/Paris" }).toMillis() - context.clock());
}

const joins = (name: string) => aReader(context, list, `${name}@readers.example`);

const table = async () => {
  const { own } = (await cohortsOf(context, list.id))!;
  return own.map(({ joined, size, stayed }) => [
    `${Math.floor(joined / 12)}-${(joined % 12) + 1}`,
    size,
    ...stayed.slice(0, 4),
  ]);
};

describe("how readers of a month stay", () => {
  test("is told at the end of each month that is over", async () => {
    on("2027-01-31");
    for (const name of ["ana", "ben", "cleo", "dan"]) await joins(name);
    on("2027-02-01");
    await joins("eva");
    expect(await table()).toEqual([
      ["2027-2", 1, null, null, null, null],
      ["2027-1", 4, 4, null, null, null],
    ]);
    await endSubscription(context, (await subscriberByEmail(context, "ana@readers.example"))!.id, list.id, "page");
    on("2027-03-10");
    await suppress(context, "ben@readers.example", "hard bounce");
    on("2027-05-02");
    expect(await table()).toEqual([
      ["2027-2", 1, 1, 1, 1, null],
      ["2027-1", 4, 4, 3, 2, 2],
    ]);
  });

  test("keeps those who were erased as gone", async () => {
    on("2027-01-10");
    const ana = await joins("ana");
    await joins("ben");
    on("2027-03-10");
    await erase(context, ana.id, "Ines");
    on("2027-05-02");
    expect(await table()).toEqual([["2027-1", 2, 2, 2, 1, 1]]);
  });

  test("is kept for a long list, counted anew now and then, and equals what is counted from the rows", async () => {
    on("2027-01-10");
    for (const name of ["ana", "ben"]) await joins(name);
    await keepCohorts(context);
    const kept = () => context.db.selectFrom("cohorts").select(["joined", "left", "imported", "count"]).execute();
    const counted = async () => (await countCohorts(context)).map(({ listId: _, ...one }) => one);
    expect(await kept()).toEqual(await counted());
    await joins("cleo");
    await keepCohorts(context);
    expect(await kept()).not.toEqual(await counted());
    context.later(7 * 3_600_000);
    await keepCohorts(context);
    expect(await kept()).toEqual(await counted());
  });
});
