import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { consentOf } from "#app/models/consent/record.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { day } from "#app/models/durations.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { importById } from "#app/models/readers/import/imports.server.ts";
import { foreseeUndo } from "#app/models/readers/import/undoForesight.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppress, suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

async function importing(text: string, given: { confirm?: boolean; list?: List } = {}): Promise<number> {
  const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth", ...given };
  const result = await importReaders(context, () => Readable.from([Buffer.from(text)]), order);
  if ("error" in result) throw new Error(result.error);
  context.later(1000);
  return result.id!;
}

async function undoing(id: number) {
  const undone = await undoImport(context, id, "Ines");
  if ("error" in undone) throw new Error(undone.error);
  return undone;
}

const reader = (email: string) => subscriberByEmail(context, email);
const statusOf = async (email: string) => (await reader(email))?.subscriptions.map(({ status }) => status);

async function subscriberId(email: string): Promise<number> {
  return (await reader(email))!.id;
}

const everyState = [
  "email,status,name",
  "ana@example.org,active,Ana",
  "bob@example.org,active,Bob",
  "left@example.org,unsubscribed,",
  "bounced@example.org,bounced,",
  "complained@example.org,complained,",
].join("\n");

describe("an import is undone as a whole", () => {
  test("everything that it brought is gone again, names in receipts too, and the chain still verifies", async () => {
    const id = await importing(everyState);
    const ids = [await subscriberId("ana@example.org"), await subscriberId("bob@example.org")];
    const undone = await undoing(id);

    expect(undone).toMatchObject({
      ...{ state: "undone", undoneBy: "Ines", undoneAt: context.clock(), undoableUntil: null },
      undo: { gone: 3, stayed: 0, restored: 0, lifted: 2 },
    });
    for (const table of ["subscribers", "subscriptions", "suppressions", "import_changes"] as const)
      expect(await context.db.selectFrom(table).selectAll().execute()).toEqual([]);
    const receipts = await context.db
      .selectFrom("consent_events")
      .innerJoin("consent_ways", "consent_ways.id", "way_id")
      .select(["kind", "address", "name", "subscriber_id", "detail", "source"])
      .orderBy("seq")
      .execute();
    expect(receipts.map(({ kind, address, name }) => [kind, address, name])).toEqual([
      ...Array.from({ length: 3 }, () => [expect.stringMatching(/imported|ended/), null, null]),
      ["import-undone", null, null],
    ]);
    expect(receipts.at(-1)).toMatchObject({
      subscriber_id: 0,
      detail: `subscribers ${ids[0]}-${ids[0]! + 2}`,
      source: `import ${id} undone by Ines`,
    });
    expect((await verifyConsent(context)).fault).toBe(null);
    expect((await recentEvents(context)).slice(0, 2)).toMatchObject([
      { action: "import-undone", detail: `${id}: 3 readers gone again, 0 stay, 0 as before, 2 suppressions lifted` },
      { action: "import-undo-begun" },
    ]);
  });

  test("who was here before is as before: waiting, active, suppressed by others, on another list", async () => {
    const { list: other } = (await createList(context, { slug: "other", name: "The other" })) as { list: List };
    await signUp(context, { email: "waits@example.org", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    await aReader(context, list, "left@example.org");
    await aReader(context, list, "bounced@example.org");
    await aReader(context, other, "other@example.org");
    await suppress(context, "complained@example.org", "operator");
    context.later(1000);
    const id = await importing(`${everyState}\nwaits@example.org,active,\nother@example.org,active,\n`);
    expect(await statusOf("waits@example.org")).toEqual(["active"]);
    expect(await statusOf("left@example.org")).toEqual(["ended"]);
    expect(await reader("bounced@example.org")).toMatchObject({ suppressed: true });

    expect((await undoing(id)).undo).toMatchObject({ gone: 3, stayed: 0, restored: 2, lifted: 1 });
    expect(await statusOf("waits@example.org")).toEqual(["pending"]);
    expect(await statusOf("left@example.org")).toEqual(["active"]);
    expect(await reader("bounced@example.org")).toMatchObject({ suppressed: false });
    expect(await suppressionOf(context, "complained@example.org")).toBe("operator");
    expect((await reader("other@example.org"))!.subscriptions).toMatchObject([{ list: "The other" }]);
    const kinds = async (email: string) =>
      (await consentOf(context, await subscriberId(email))).map(({ kind }) => kind);
    expect((await kinds("other@example.org")).slice(-2)).toEqual(["imported", "import-undone"]);
    expect((await kinds("left@example.org")).slice(-2)).toEqual(["ended", "import-undone"]);
  });

  test("who would stay is counted before, and the undoing agrees", async () => {
    await signUp(context, { email: "waits@example.org", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    await aReader(context, list, "left@example.org");
    context.later(1000);
    const id = await importing(`${everyState}\nwaits@example.org,active,\ncy@example.org,active,\n`);
    expect(await foreseeUndo(context, id)).toEqual({ stay: 0, looked: expect.any(Number) as number, isWhole: true });
    for (const email of ["ana@example.org", "waits@example.org"])
      await endSubscription(context, await subscriberId(email), list.id, "page");
    await importing("email\ncy@example.org\n");
    const { stay } = await foreseeUndo(context, id);
    expect(await foreseeUndo(context, id, -1)).toMatchObject({ isWhole: false });
    expect((await undoing(id)).undo!.stayed).toBe(stay);
    expect(stay).toBeGreaterThan(1);
  });

  test("who is handed over to another import, because it tells the same of them, is counted among those who would stay", async () => {
    for (const email of ["left@example.org", "again@example.org"]) await aReader(context, list, email);
    context.later(1000);
    const id = await importing("email,status\nleft@example.org,unsubscribed\nagain@example.org,unsubscribed\n");
    await importing("email,status\nleft@example.org,unsubscribed\n");
    expect(await foreseeUndo(context, id)).toMatchObject({ stay: 1, isWhole: true });
    expect((await undoing(id)).undo).toMatchObject({ stayed: 1, restored: 1 });
  });

  test("who was written to or chose something since stays as they are, counted", async () => {
    const id = await importing(`${everyState}\ncarl@example.org,active,Carl\n`);
    await endSubscription(context, await subscriberId("ana@example.org"), list.id, "one-click");
    await context.db
      .insertInto("letters")
      .values({
        ...{ kind: "link", subscriber_id: await subscriberId("bob@example.org"), list_id: list.id },
        ...{ created_at: context.clock(), due_at: context.clock(), status: "accepted", attempts: 1 },
      })
      .execute();
    expect((await undoing(id)).undo).toMatchObject({ gone: 2, stayed: 2 });
    expect([await statusOf("ana@example.org"), await statusOf("bob@example.org")]).toEqual([["ended"], ["active"]]);
    expect(await reader("carl@example.org")).toBe(undefined);
  });

  test("who leaves by themselves after an import had ended it is not brought back", async () => {
    const left = await aReader(context, list, "left@example.org");
    const id = await importing(everyState);
    await endSubscription(context, left.id, list.id, "one-click");
    expect((await undoing(id)).undo).toMatchObject({ restored: 0 });
    expect((await reader("left@example.org"))!.subscriptions).toMatchObject([
      { status: "ended", endedBy: "one-click" },
    ]);
  });

  test("a suppression that somebody else asked for meanwhile still holds", async () => {
    const id = await importing(everyState);
    await suppress(context, "bounced@example.org", "complaint");
    expect((await undoing(id)).undo).toMatchObject({ lifted: 1 });
    expect(await suppressionOf(context, "bounced@example.org")).not.toBe(null);
  });

  test("confirmations that wait are not sent; who was asked stays", async () => {
    const id = await importing("email\nana@example.org\nbob@example.org\n", { confirm: true });
    await context.db
      .updateTable("letters")
      .set({ status: "accepted" })
      .where("subscriber_id", "=", await subscriberId("ana@example.org"))
      .execute();
    expect((await undoing(id)).undo).toMatchObject({ gone: 1, stayed: 1 });
    expect(await context.db.selectFrom("letters").select("status").execute()).toEqual([{ status: "accepted" }]);
  });

  test("somebody of two imports goes only with the last of them", async () => {
    const first = await importing("email\nana@example.org\nbob@example.org\n");
    const second = await importing("email\nana@example.org\n");
    expect((await undoing(first)).undo).toMatchObject({ gone: 1, stayed: 1 });
    expect(await statusOf("ana@example.org")).toEqual(["active"]);
    expect((await undoing(second)).undo).toMatchObject({ gone: 1 });
    expect(await reader("ana@example.org")).toBe(undefined);
  });
});

describe("undoing that is stopped, late or asked twice", () => {
  test("stopped between two batches it goes on, and takes back everybody once", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `reader${i}@readers.example`);
    const id = await importing(["email", ...rows].join("\n"));
    const stop = new AbortController();
    const told: number[] = [];
    const stopped = await undoImport(context, id, "Ines", {
      onProgress: (looked) => {
        told.push(looked);
        if (looked >= 2000) stop.abort();
      },
      signal: stop.signal,
    });
    expect(stopped).toMatchObject({ state: "undoing", undo: { gone: 2000 } });
    expect((await undoing(id)).undo).toMatchObject({ gone: 5000, stayed: 0 });
    expect(told.at(-1)).toBe(2000);
    expect((await verifyConsent(context)).fault).toBe(null);
  });

  test("after 30 days, while it runs, or a second time it is refused", async () => {
    const id = await importing("email\nana@example.org\n");
    await context.db.updateTable("imports").set({ state: "running" }).execute();
    expect(await undoImport(context, id, "Ines")).toEqual({ error: "import-running", id });
    await context.db.updateTable("imports").set({ state: "done" }).execute();
    expect(await undoImport(context, 99, "Ines")).toEqual({ error: "no-such-import", id: 99 });
    context.later(30 * day);
    expect(await undoImport(context, id, "Ines")).toEqual({ error: "too-late", id });
    context.later(-1 * day);
    await undoing(id);
    expect(await undoImport(context, id, "Ines")).toEqual({ error: "already-undone", id });
    expect(await importById(context, id)).toMatchObject({ state: "undone" });
  });
});
