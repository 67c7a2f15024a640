import { beforeEach, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { mostTested, removeTestGroup, saveTestGroup, testGroups } from "#app/models/desk/testGroups.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
});

const saved = (name: string, addresses: string) => saveTestGroup(context, "Ruth", { name, addresses });

test("a group is saved with each address once, as it is written to, and the log has no address", async () => {
  await saved("Phones", "a@x.example, B@X.example;\n b@x.EXAMPLE\n\n");
  expect(await testGroups(context)).toMatchObject([{ name: "Phones", emails: ["a@x.example", "b@x.example"] }]);
  const [event] = await recentEvents(context);
  expect(event).toMatchObject({ actor: "Ruth", action: "save-test-group" });
  expect(event!.detail).not.toContain("@");
});

test("a group with an address that nobody can have, without one, with too many, or of a taken name is not saved", async () => {
  expect(await saved("Phones", "a@x.example, b@, c")).toEqual({
    error: "unfit",
    addresses: [
      { typed: "b@", fault: { error: "parts" } },
      { typed: "c", fault: { error: "parts" } },
    ],
  });
  expect(await saved("Phones", " , ")).toEqual({ error: "no-addresses" });
  const many = Array.from({ length: mostTested + 1 }, (_, i) => `a${i}@x.example`).join(",");
  expect(await saved("Phones", many)).toEqual({ error: "too-many-addresses", most: mostTested });
  await saved("Phones", "a@x.example");
  expect(await saved("Phones", "b@x.example")).toEqual({ error: "name-taken" });
  expect(await testGroups(context)).toHaveLength(1);
});

test("a group is removed with its addresses, once", async () => {
  const group = await saved("Phones", "a@x.example");
  if ("error" in group) throw new Error(group.error);
  expect(await removeTestGroup(context, "Ruth", group.id)).toBe(true);
  expect(await removeTestGroup(context, "Ruth", group.id)).toBe(false);
  expect(await testGroups(context)).toEqual([]);
  expect(await context.db.selectFrom("test_group_addresses").selectAll().execute()).toEqual([]);
});

test("whoever is erased is in no group any more", async () => {
  const list = await aBriefing(context);
  const ana = await aReader(context, list, "ana@readers.example");
  await saved("Phones", "Ana@readers.example, bo@readers.example");
  await erase(context, ana.id, "Ruth");
  expect((await testGroups(context))[0]!.emails).toEqual(["bo@readers.example"]);
});
