import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { suppress, suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { testContext } from "../../../support/context.ts";
import { aBriefing } from "../../../support/newsroom.ts";

test("imports of people who left or bounced, and complaints of the same people, do not wait for each other", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const emails = Array.from({ length: 300 }, (_, i) => `reader${i}@locks.example`);
  const importing = async (addresses: string[], state: string) => {
    const file = ["email,status", ...addresses.map((email) => `${email},${state}`)].join("\n");
    const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth" };
    const result = await importReaders(context, () => Readable.from([Buffer.from(file)]), order);
    if ("error" in result) throw new Error(result.error);
    return result.counts;
  };
  await importing(emails, "active");
  await importing(emails.slice(0, 100), "bounced");
  const complaints = async () => {
    for (const email of emails.toReversed()) await suppress(context, email, "complaint");
  };
  await Promise.all([
    importing(emails, "bounced"),
    importing(emails.toReversed(), "unsubscribed"),
    complaints(),
    complaints(),
  ]);
  for (const email of [emails[0]!, emails[150]!, emails[299]!])
    expect(await suppressionOf(context, email)).toBe("complaint");
});
