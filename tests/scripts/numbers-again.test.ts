import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { rebuildClickSums } from "#app/models/clicks/rebuilding.server.ts";
import type { Context } from "#app/context.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import { aCountedEdition } from "../support/clicks.ts";
import { testContext } from "../support/context.ts";
import { aBriefing } from "../support/newsroom.ts";
import { aTerminal } from "../support/scripts.ts";

const readers = Array.from({ length: 6000 }, (_, i) => i + 1);

/** Two requests of each reader, which a rule that there is no longer took for a person’s. */
async function judgedByFormerRules(context: Context): Promise<number> {
  await insertRows(
    context.db,
    "subscribers",
    readers.map((id) => ({
      ...{ id, email: `r${id}@x.example`, email_key: `r${id}@x.example`, name: "", search_key: `r${id}@x.example` },
      ...{ domain: "x.example", suppressed_at: null, created_at: 0 },
    })),
  );
  const { editionId, acceptedAt } = await aCountedEdition(context, await aBriefing(context), readers);
  const hit = (subscriber_id: number, n: number) => ({
    ...{ edition_id: editionId, subscriber_id, n, at: acceptedAt + n * 3_600_000, method: "HEAD", signals: "" },
    ...{ network: "84.30.1.2", verdict: "person" as const, rule: "former", confidence: "likely", judged_at: 1 },
  });
  await insertRows(
    context.db,
    "edition_hits",
    readers.flatMap((id) => [hit(id, 1), hit(id, 2)]),
  );
  await rebuildClickSums(context, editionId);
  return editionId;
}

test("judging again that is killed goes on where it was, and its sums are right at any moment", async () => {
  const context = await testContext();
  const { db } = context;
  const editionId = await judgedByFormerRules(context);
  const sums = () =>
    db.selectFrom("click_sums").selectAll().where("hits", ">", 0).orderBy("what").orderBy("verdict").execute();
  const sumsAreRight = async () => {
    const kept = await sums();
    await rebuildClickSums(context, editionId);
    expect(await sums()).toEqual(kept);
  };
  const people = async () => {
    const left = db.selectFrom("edition_hits").select(({ fn }) => fn.countAll<number>().as("n"));
    return Number((await left.where("verdict", "=", "person").executeTakeFirstOrThrow()).n);
  };
  const terminal = aTerminal({ databaseUrl: context.database.url });
  const killed = terminal.start("./numbers", ["--again"]);
  const isOver = once(killed, "close").then(() => true);
  while ((await people()) === 2 * readers.length && !(await Promise.race([isOver, sleep(5)])));
  killed.kill("SIGKILL");
  expect((await killed.ended).code).toBeNull();
  const left = await people();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(2 * readers.length);
  await sumsAreRight();

  const { code, stdout } = await terminal.run("./numbers", ["--again"]);
  expect(code).toBe(0);
  expect(stdout).toContain(`${left} of them otherwise than before`);
  expect(await people()).toBe(0);
  await sumsAreRight();
});
