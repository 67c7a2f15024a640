import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext } from "../../../support/context.ts";
import { aBriefing, anIssue, aReader } from "../../../support/newsroom.ts";

test("an undo of an import and a send that starts may meet: neither fails, and each reader is of one of them", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const stays = await aReader(context, list, "stays@example.org");
  // The order of their ids is not that of their addresses, in which an undo locks them.
  const rows = Array.from({ length: 6000 }, (_, i) => `${(i * 7919) % 6000}-reader@readers.example`);
  const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth" };
  const imported = await importReaders(
    context,
    () => Readable.from([Buffer.from(["email", ...rows].join("\n"))]),
    order,
  );
  if ("error" in imported) throw new Error(imported.error);
  const issues = [await anIssue(context, list), await anIssue(context, list), await anIssue(context, list)];
  context.later(1000);

  const [undone, ...sent] = await Promise.all([
    undoImport(context, imported.id!, "Ines"),
    ...issues.map((number) => sendIssue(context, number, "Ruth")),
  ]);

  expect(undone).toMatchObject({ state: "undone", undo: { looked: 6000 } });
  for (const one of sent) expect(one).toMatchObject({ counts: { total: expect.any(Number) as number } });
  const queued = await context.db
    .selectFrom("deliveries")
    .select("subscriber_id as id")
    .distinct()
    .where("status", "=", "queued")
    .execute();
  expect(queued).toEqual([{ id: stays.id }]);
  const orphans = await context.db
    .selectFrom("deliveries")
    .select("subscriber_id")
    .where("subscriber_id", "not in", ({ selectFrom }) => selectFrom("subscribers").select("id"))
    .execute();
  expect(orphans).toEqual([]);
  expect((await verifyConsent(context)).fault).toBe(null);
});
