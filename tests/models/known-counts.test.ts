import { beforeEach, describe, expect, test, vi } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { minute, second } from "#app/models/durations.ts";
import { knownCount } from "#app/models/knownCounts.server.ts";
import { testContext, type TestContext } from "../support/context.ts";

let context: TestContext;
let readers: number;
const count = vi.fn(() => Promise.resolve(readers));
const counted = (name = "a list") => knownCount(context, name, count, (value) => value);

beforeEach(async () => {
  context = await testContext();
  readers = 200_000;
  count.mockClear();
});

/** As many steps of consent as there would be after so many changes. */
async function change(by: number) {
  await context.db
    .updateTable("consent_head")
    .set((eb) => ({ events: eb("events", "+", by) }))
    .execute();
}

describe("a count of a large list", () => {
  test("is made once for pages that follow each other", async () => {
    expect([await counted(), await counted()]).toEqual([200_000, 200_000]);
    expect(count).toHaveBeenCalledOnce();
  });

  test("is made again before it is off by more than one in a thousand", async () => {
    await counted();
    readers = 199_800;
    await change(200);
    expect(await counted()).toBe(200_000);
    await change(1);
    expect(await counted()).toBe(199_800);
  });

  test("is made again in the background after ten seconds, and at once after ten minutes", async () => {
    await counted();
    readers = 200_001;
    context.later(11 * second);
    expect(await counted()).toBe(200_000);
    await context.underWay.get("count: a list");
    expect(await counted()).toBe(200_001);
    readers = 200_002;
    context.later(11 * minute);
    expect(await counted()).toBe(200_002);
  });

  test("is always made within a transaction", async () => {
    await counted();
    readers = 150_000;
    const inside = await inTransaction(context, (context) => knownCount(context, "a list", count, (value) => value));
    expect(inside).toBe(150_000);
  });
});

test("a count of a small list is made for each page", async () => {
  readers = 99_999;
  await counted();
  readers = 99_998;
  expect(await counted()).toBe(99_998);
});
