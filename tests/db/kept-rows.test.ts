import { expect, test } from "vitest";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext } from "../support/context.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";

test.each(["subscribers", "editions"] as const)("of %s none is deleted that a delivery is of", async (table) => {
  const context = await testContext();
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  await sendIssue(context, await anIssue(context, list), "Ruth");
  await context.db.deleteFrom("subscriptions").execute();
  await context.db.deleteFrom("consent_events").execute();

  await expect(context.db.deleteFrom(table).execute()).rejects.toThrow(/foreign key/i);

  await context.db.deleteFrom("deliveries").execute();
  await context.db.deleteFrom(table).execute();
});
