import { beforeEach, describe, expect, test } from "vitest";
import { keepHits, type NewHit } from "#app/models/clicks/hits.server.ts";
import { day } from "#app/models/durations.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";
import { testContext, type TestContext } from "../../support/context.ts";

let context: TestContext;
let ana: number;
let bob: number;

beforeEach(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  ana = (await aReader(context, list, "ana@example.org")).id;
  bob = (await aReader(context, list, "bob@example.org")).id;
});

const aHit = (given: Partial<NewHit> = {}): NewHit => ({
  ...{ editionId: 1, subscriberId: ana, n: 1, at: context.clock(), method: "GET", signals: ["navigates"] },
  ...{ agent: "Firefox", network: "192.0.2.1" },
  ...given,
});

const kept = () =>
  context.db
    .selectFrom("edition_hits")
    .select(["edition_id", "subscriber_id", "n", "signals", "agent_id", "network"])
    .orderBy("id")
    .execute();

describe("a hit", () => {
  test("is written down with its program once for all", async () => {
    await keepHits(context, [aHit(), aHit({ n: null }), aHit({ subscriberId: bob, agent: "Safari" })]);
    await keepHits(context, [aHit({ agent: "" }), aHit({ agent: `${"x".repeat(299)}\u{1F916}\0` })]);
    const agents = await context.db.selectFrom("agents").select(["id", "text"]).orderBy("id").execute();
    expect(agents.map(({ text }) => text)).toEqual(["Firefox", "Safari", `${"x".repeat(299)}\ufffd`]);
    const [firefox, safari, long] = agents.map(({ id }) => id);
    expect((await kept()).map(({ agent_id, n }) => [agent_id, n])).toEqual([
      [firefox, 1],
      [firefox, null],
      [safari, 1],
      [null, 1],
      [long, 1],
    ]);
  });

  test("of who refused, or was erased, is kept with the link alone", async () => {
    await context.db.updateTable("subscribers").set({ uncounted_at: 1 }).where("id", "=", ana).execute();
    await context.db.updateTable("subscribers").set({ erased_at: 1 }).where("id", "=", bob).execute();
    await keepHits(context, [aHit(), aHit({ subscriberId: bob }), aHit({ subscriberId: 4711 })]);
    const nobody = { edition_id: 1, subscriber_id: null, n: 1, signals: "", agent_id: null, network: null };
    expect(await kept()).toEqual([nobody, nobody, nobody]);
    expect(await context.db.selectFrom("agents").selectAll().execute(), "nor its program").toEqual([]);
  });

  test("a program that comes again stays known", async () => {
    await keepHits(context, [aHit()]);
    context.later(3 * day);
    await keepHits(context, [aHit()]);
    const [agent, ...more] = await context.db.selectFrom("agents").selectAll().execute();
    expect(more).toEqual([]);
    expect(agent!.seen_at).toBe(context.clock());
  });

  test("two processes that write the same at once keep all", async () => {
    const many = Array.from({ length: 500 }, (_, i) => aHit({ n: i, agent: `Agent ${i % 50}` }));
    await Promise.all([keepHits(context, many), keepHits(context, [...many].reverse())]);
    expect(await kept()).toHaveLength(1000);
    expect(await context.db.selectFrom("agents").select("id").execute()).toHaveLength(50);
  });
});
