import { describe, expect, test } from "vitest";
import { claimTransactional, enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { isMailWanted, transactionalKinds, type TransactionalKind } from "#app/models/deliveries/transactionalKinds.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

const kinds = Object.keys(transactionalKinds) as TransactionalKind[];
const wantedBy = (subscription: string | null, suppressed_at: number | null = null) =>
  kinds.filter((kind) => isMailWanted(kind, { subscription, suppressed_at }));
/** The newsroom's own mailbox gets it, whatever becomes of the reader. */
const ofNewsroom = ["reply-copy"];
/** What a reader asked for on their own page, or to get to it, and the answer to what they wrote. */
const toReader = ["reader-link", "already-subscribed", "address-old", "address-new", "address-taken", "reply-answer"];
const asked = [...toReader, ...ofNewsroom];

describe("a mail to one person is still wanted", () => {
  test("while what it asks is open: a confirmation and its reminder of a subscription that waits", () => {
    expect(wantedBy("pending")).toEqual(["confirmation", "reminder", ...asked]);
  });

  test("while what it says is true: a welcome to a subscription that is active", () => {
    expect(wantedBy("active")).toEqual(["welcome", ...asked]);
  });

  test("after the subscription's end, if the reader asked for it", () => {
    expect(wantedBy("ended")).toEqual(asked);
    expect(wantedBy(null)).toEqual(asked);
  });

  test("by nobody who is suppressed, whatever it is that goes to them", () => {
    for (const subscription of ["pending", "active", null]) expect(wantedBy(subscription, 1)).toEqual(ofNewsroom);
  });
});

describe("the claim of a mail to one person", () => {
  test("takes confirmations first, then what has waited longest, each once", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const ana = await aReader(context, list, "ana@readers.example");
    await enqueueTransactional(context, "welcome", ana.id, list.id);
    context.later(1000);
    await enqueueTransactional(context, "reader-link", ana.id, list.id);
    await enqueueTransactional(context, "confirmation", ana.id, list.id);
    await context.db.updateTable("subscriptions").set({ status: "pending" }).execute();
    const first = await claimTransactional(context, "sender 1");
    await context.db.updateTable("subscriptions").set({ status: "active" }).execute();
    const second = await claimTransactional(context, "sender 2");
    const third = await claimTransactional(context, "sender 1");
    const claimed = [first, second, third].map((one) => one.claimed);
    expect(claimed.map((mail) => mail?.kind)).toEqual(["confirmation", "welcome", "reader-link"]);
    expect(claimed[1]).toMatchObject({ email: "ana@readers.example", attempts: 1, detail: null });
    expect(await claimTransactional(context, "sender 2")).toEqual({ claimed: null, moved: false });
  });

  test("withdraws what is not wanted any more, and what is of a kind that nobody knows, instead of handing it over", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const ana = await aReader(context, list, "ana@readers.example");
    await enqueueTransactional(context, "confirmation", ana.id, list.id);
    context.later(1000);
    await enqueueTransactional(context, "welcome", ana.id, list.id);
    await context.db.updateTable("letters").set({ kind: "postcard" }).where("kind", "=", "welcome").execute();
    expect(await claimTransactional(context, "sender 1")).toEqual({ claimed: null, moved: true });
    expect(await claimTransactional(context, "sender 1")).toEqual({ claimed: null, moved: true });
    expect(await claimTransactional(context, "sender 1")).toEqual({ claimed: null, moved: false });
    const ends = await context.db
      .selectFrom("letters")
      .select(["kind", "status", "finished_at"])
      .orderBy("id")
      .execute();
    expect(ends).toEqual([
      { kind: "confirmation", status: "withdrawn", finished_at: context.clock() },
      { kind: "postcard", status: "withdrawn", finished_at: context.clock() },
    ]);
  });
});
