import { Readable } from "node:stream";
import { followAll } from "#app/models/events/followers.server.ts";
import { keepNumbers } from "#app/models/numbers/keeping.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import type { Context } from "#app/context.server.ts";
import type { TestContext } from "./context.ts";
import { anIssue } from "./newsroom.ts";

/** Lets everything that counts go on until nothing is behind. */
export async function counted(context: Context): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    const passed = await followAll(context);
    await keepNumbers(context);
    if (passed === 0 && i > 2) return;
  }
}

/** Sends an issue to a list and records what became of each reader's copy, by turns. @returns the edition's id */
export async function anIssueThatWentOut(
  context: TestContext,
  list: List,
  ...states: Extract<DeliveryStatus, "accepted" | "refused" | "uncertain">[]
): Promise<number> {
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const { editionId } = sent.send;
  await handOver(context, editionId, states.length > 0 ? states : ["accepted"]);
  await closeWhenDone(context);
  return editionId;
}

/** Records what became of the copies of an edition that still wait. */
export async function handOver(context: TestContext, editionId: number, states: DeliveryStatus[]): Promise<void> {
  const rows = await context.db
    .selectFrom("deliveries")
    .select("subscriber_id as id")
    .where("edition_id", "=", editionId)
    .where("status", "=", "queued")
    .orderBy("subscriber_id")
    .execute();
  const now = context.clock();
  for (const [i, { id }] of rows.entries())
    await context.db
      .updateTable("deliveries")
      .set({ status: states[i % states.length]!, claimed_at: now, finished_at: now, attempts: 1 })
      .where("edition_id", "=", editionId)
      .where("subscriber_id", "=", id)
      .execute();
}

/** Imports readers from the lines of a file. @returns the import's id */
export async function anImport(context: TestContext, list: List, text: string, given: { confirm?: boolean } = {}) {
  const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth", ...given };
  const result = await importReaders(context, () => Readable.from([Buffer.from(text)]), order);
  if ("error" in result) throw new Error(result.error);
  context.later(1000);
  return result.id!;
}
