import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { day } from "#app/models/durations.ts";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import { importReaders, type RowResult } from "#app/models/readers/import/import.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { agreeToAddress, requestAddressChange } from "#app/models/readers/preferences/addressChange.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { signToken } from "#app/models/signedTokens.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";

let context: TestContext;
let list: List;
const ana = "ana@example.org";

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

/** Imports one person in a state, after a dry run that must foresee the same. @returns the import's id */
async function importing(state: string, given: { list?: List; email?: string } = {}): Promise<number> {
  const file = `email,status\n${given.email ?? ana},${state}\nzoe@example.org,active\n`;
  const order = { list: given.list ?? list, basis: "The fair", file: "fair.csv", actor: "Ruth" };
  const open = () => Readable.from([Buffer.from(file)]);
  const [foreseen, became]: [RowResult[], RowResult[]] = [[], []];
  await importReaders(context, open, { ...order, dryRun: true }, { onRow: (row) => foreseen.push(row) });
  const result = await importReaders(context, open, order, { onRow: (row) => became.push(row) });
  if ("error" in result) throw new Error(result.error);
  expect(became).toEqual(foreseen);
  context.later(1000);
  return result.id!;
}

async function undoing(...ids: number[]) {
  for (const id of ids) {
    const undone = await undoImport(context, id, "Ines");
    if ("error" in undone) throw new Error(undone.error);
    context.later(1000);
  }
}

/** What a person gets: the state of each subscription, or that nothing goes to the address. */
async function standing(email = ana) {
  const reader = await subscriberByEmail(context, email);
  if (await suppressionOf(context, email)) return "suppressed";
  return reader?.subscriptions.map(({ status }) => status).join() ?? "nobody";
}

const asking = (email = ana) => signUp(context, { email, name: "", listId: list.id, source: "/", ip: "192.0.2.1" });

async function aFormerReader(): Promise<number> {
  const { id } = await aReader(context, list, ana);
  await endSubscription(context, id, list.id, "one-click");
  context.later(day);
  return id;
}

describe("who left here, and for whom somebody filled in the form since", () => {
  test("is not brought back by an import: anybody can type their address", async () => {
    await aFormerReader();
    await asking();
    context.later(1000);
    await importing("active");
    expect(await standing()).toBe("pending");
  });

  test("is not made active by another import than the one that told that they left", async () => {
    await asking();
    context.later(1000);
    const told = await importing("unsubscribed");
    await importing("active");
    expect(await standing()).toBe("pending");
    await undoing(told);
    await importing("active");
    expect(await standing()).toBe("active");
  });

  test("is still known to have left after an import that told so was undone, and a month of silence", async () => {
    await aFormerReader();
    await asking();
    context.later(1000);
    const file = `email,status,unsubscribed at\n${ana},unsubscribed,${new Date(context.clock() + 1000).toISOString()}\n`;
    const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth" };
    context.later(2000);
    const told = await importReaders(context, () => Readable.from([Buffer.from(file)]), order);
    if ("error" in told) throw new Error(told.error);
    expect(await standing()).toBe("ended");
    await undoing(told.id!);
    expect(await standing()).toBe("pending");
    context.later(31 * day);
    await forgetUnconfirmed(context);
    await importing("active");
    expect(await standing()).toBe("ended");
  });
});

describe("of two imports of which one tells that somebody left", () => {
  test("undoing the one that brought them leaves them as having left", async () => {
    const first = await importing("active");
    const second = await importing("unsubscribed");
    await undoing(first);
    await importing("active");
    expect(await standing()).toBe("ended");
    await undoing(second);
    expect(await standing()).toBe("ended");
  });

  test("undoing both, in either order, leaves nobody", async () => {
    for (const [one, two] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const ids = [await importing("active"), await importing("unsubscribed")];
      await undoing(ids[one]!);
      expect(await standing()).toBe(one === 0 ? "ended" : "active");
      await undoing(ids[two]!);
      expect(await standing()).toBe("nobody");
    }
    expect((await verifyConsent(context)).fault).toBe(null);
  });

  test("a reader of before stays away until both who told it are undone, and then is as before", async () => {
    for (const [one, two] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const email = `reader${one}@example.org`;
      await aReader(context, list, email);
      context.later(1000);
      const ids = [await importing("unsubscribed", { email }), await importing("unsubscribed", { email })];
      await undoing(ids[one]!);
      expect(await standing(email)).toBe("ended");
      await undoing(ids[two]!);
      expect(await standing(email)).toBe("active");
    }
  });

  test("a sign-up that only an import made active waits again when both are undone", async () => {
    await asking();
    context.later(1000);
    const first = await importing("active");
    const second = await importing("unsubscribed");
    await undoing(first, second);
    expect(await standing()).toBe("pending");
  });

  test("who bounced by the one and left by the other stays away when the bounce is taken back", async () => {
    const first = await importing("bounced");
    await importing("unsubscribed");
    await undoing(first);
    await importing("active");
    expect(await standing()).not.toBe("active");
  });
});

describe("somebody whom two imports bring to two lists", () => {
  test("goes from each with its import, and is nobody with the last", async () => {
    const { list: other } = (await createList(context, { slug: "other", name: "The other" })) as { list: List };
    const ids = [
      await importing("active"),
      await importing("active", { list: other }),
      await importing("active", { list: other }),
    ];
    await undoing(ids[0]!);
    expect(await subscriberByEmail(context, ana)).toMatchObject({ subscriptions: [{ list: "The other" }] });
    await undoing(ids[2]!, ids[1]!);
    expect(await standing()).toBe("nobody");
  });
});

test("an address that its reader gave up is not brought back by an import", async () => {
  const { id } = await aReader(context, list, ana);
  const next = "ana@elsewhere.example";
  await requestAddressChange(context, { id, email: ana, name: "", suppressed: false }, { email: next, key: next });
  const change = await context.db.selectFrom("address_changes").select("id").executeTakeFirstOrThrow();
  for (const side of [0, 1]) await agreeToAddress(context, signToken(context, "address", [change.id, side]), "::1");
  expect((await subscriberByEmail(context, next))?.id).toBe(id);
  await importing("active", { email: "ANA@example.org" });
  expect(await subscriberByEmail(context, ana)).toBe(undefined);
});

test("an export that somebody stops is logged, with how many addresses they have", async () => {
  for (const name of ["ana", "bob"]) await aReader(context, list, `${name}@example.org`);
  const pieces = subscribersCsv(context, list, { who: "all" }, "Ruth");
  for (let i = 0; i < 2; i += 1) await pieces.next();
  await pieces.return(undefined);
  expect((await recentEvents(context))[0]).toMatchObject({
    ...{ actor: "Ruth", action: "export", detail: "2 subscribers of weekly, stopped" },
  });
});
