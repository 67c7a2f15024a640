import { expect, test } from "vitest";
import { openHitFlood } from "#app/http/hitFlood.server.ts";
import { hour } from "#app/models/durations.ts";
import { testContext } from "../support/context.ts";

test("a million requests for one link by one reader are a hundred rows an hour, and others are kept beside them", async () => {
  const context = await testContext();
  const flood = openHitFlood(context);
  const kept = (link: { subscriberId: number | null; n: number }, times: number) => {
    let count = 0;
    for (let i = 0; i < times; i += 1) if (flood.admits({ editionId: 7, ...link })) count += 1;
    return count;
  };
  expect(kept({ subscriberId: 1, n: 1 }, 1_000_000)).toBe(100);
  expect(kept({ subscriberId: 1, n: 2 }, 3)).toBe(3);
  expect(kept({ subscriberId: 2, n: 1 }, 3)).toBe(3);
  expect(kept({ subscriberId: null, n: 1 }, 20_000)).toBe(5000);
  context.later(hour);
  expect(kept({ subscriberId: 1, n: 1 }, 3)).toBe(3);
});
