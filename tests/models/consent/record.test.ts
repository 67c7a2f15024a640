import { describe, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import {
  consentOf,
  forgetConsentOf,
  forgetOldRequestMetadata,
  recordConsent,
  recordConsents,
} from "#app/models/consent/record.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { confirm, confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { subscriberByEmail, subscriberFor } from "#app/models/readers/subscribers.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aLane } from "../../support/lane.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

const day = 24 * 3_600_000;
const firefox = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

async function aSignUp(context: TestContext, listId: number, email = "ana@readers.example") {
  const asked = { email, name: "Ana Berg", listId, source: "/articles/robots", ip: "192.0.2.7", userAgent: firefox };
  await signUp(context, asked);
  return (await subscriberByEmail(context, email))!;
}

async function allRows(context: TestContext): Promise<string> {
  const rows = await context.db.selectFrom("consent_events").selectAll().execute();
  return JSON.stringify(rows);
}

describe("a receipt of consent (C-02)", () => {
  test("says what was shown, where, when, to whom, and which mail was answered", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const askedAt = context.clock();
    const ana = await aSignUp(context, list.id);
    context.later(60_000);
    const url = confirmUrl(context, ana.id, list.id, askedAt);
    await confirm(context, url.slice(url.lastIndexOf("/") + 1), "192.0.2.8", firefox);

    const who = { address: "ana@readers.example", userAgent: firefox };
    // A name is nobody's until the address's owner has confirmed.
    const names = ["", "Ana Berg"];
    expect(await consentOf(context, ana.id)).toMatchObject([
      {
        ...{
          ...who,
          name: names[0],
          seq: 1,
          kind: "signed-up",
          list: list.name,
          version: 1,
          language: "en",
          at: askedAt,
        },
        wording: "No spam. Unsubscribe anytime. Read our privacy policy for details.",
        ...{ source: "/articles/robots", method: "form", ip: "192.0.2.7", letter: null },
      },
      {
        ...{ ...who, name: names[1], seq: 2, kind: "confirmed", list: list.name, version: null, at: askedAt + 60_000 },
        wording: `Yes, send me ${list.name}`,
        ...{ source: "confirmation page", method: "button", ip: "192.0.2.8", letter: { id: 1, at: askedAt } },
      },
    ]);
    expect((await verifyConsent(context)).fault).toBeNull();
  });

  test("keeps what was chosen, for all lists at once", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const ana = await aReader(context, list, "ana@readers.example");
    const step = { kind: "topics-changed", listId: null, wording: "", source: "your page", detail: "robots" } as const;
    await recordConsent(context, { subscriberId: ana.id, ...step });
    expect((await consentOf(context, ana.id)).at(-1)).toMatchObject({ list: "", wording: "", detail: "robots" });
    expect((await verifyConsent(context)).fault).toBeNull();
  });

  test("is not kept when what it is about is not", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const ana = await aReader(context, list, "ana@readers.example");
    const undone = inTransaction(context, async (context) => {
      await endSubscription(context, ana.id, list.id, "page");
      throw new Error("the disk is full");
    });
    await expect(undone).rejects.toThrow("the disk is full");
    expect(await verifyConsent(context)).toMatchObject({ fault: null, tally: { events: 1 } });
  });
});

describe("who adds receipts at once", () => {
  test("adds them one behind the other: the chain never forks", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const readers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => subscriberFor(context, `r${i}@readers.example`, "")),
    );
    const step = { listId: list.id, kind: "imported", wording: "Trade fair", source: "a test" } as const;
    await Promise.all([
      ...readers.map(({ id }) => recordConsent(context, { subscriberId: id, ...step })),
      ...readers.map(({ id }) =>
        inTransaction(context, (context) => recordConsents(context, [id, readers[0]!.id], step, "192.0.2.9")),
      ),
    ]);
    expect(await verifyConsent(context)).toMatchObject({ fault: null, tally: { events: 36 }, head: { events: 36 } });
  });
});

describe("what tells who it was can be erased, and the chain holds (C-08, C-10)", () => {
  test("a reader's address, name and traces go from every receipt of theirs; the receipts stay", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const ana = await aSignUp(context, list.id);
    const bob = await aSignUp(context, list.id, "bob@readers.example");
    const before = (await verifyConsent(context)).head;
    await forgetConsentOf(context, ana.id);

    const rows = await context.db
      .selectFrom("consent_events")
      .selectAll()
      .where("subscriber_id", "=", ana.id)
      .execute();
    expect(JSON.stringify(rows)).not.toMatch(/ana|Berg|192\.0\.2|Firefox/i);
    expect(rows).toMatchObject([{ who_salt: null, trace_salt: null, kind: "signed-up", list_id: list.id }]);
    expect(await consentOf(context, bob.id)).toMatchObject([{ address: "bob@readers.example", ip: "192.0.2.7" }]);
    expect(await verifyConsent(context)).toMatchObject({
      fault: null,
      head: before,
      tally: { events: 2, whoErased: 1, tracesErased: 1 },
    });
  });

  test("IP address and user agent are erased after 30 days, and nothing else", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const ana = await aSignUp(context, list.id);
    context.later(10 * day);
    await aSignUp(context, list.id, "bob@readers.example");
    context.later(20 * day);
    expect(await forgetOldRequestMetadata(context)).toBe(0);
    context.later(1);
    expect(await forgetOldRequestMetadata(context)).toBe(1);

    expect(await consentOf(context, ana.id)).toMatchObject([
      { address: "ana@readers.example", ip: null, userAgent: null, tracesErased: true },
    ]);
    expect(await verifyConsent(context)).toMatchObject({ fault: null, tally: { whoErased: 0, tracesErased: 1 } });
    context.later(10 * day);
    expect(await forgetOldRequestMetadata(context)).toBe(1);
    expect(await allRows(context)).not.toMatch(/192\.0\.2|Firefox/);
  });

  test("the sender does so by itself, once an hour", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    await aSignUp(context, list.id);
    const sender = await aLane(context);
    context.later(30 * day + 1);
    await sender.upkeep();
    expect(await allRows(context)).not.toMatch(/192\.0\.2|Firefox/);
  });

  test("a stranger who never confirmed is forgotten; that somebody asked is still to be shown (C-04)", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const ana = await aSignUp(context, list.id);
    context.later(30 * day + 1);
    await forgetUnconfirmed(context);

    expect(await subscriberByEmail(context, "ana@readers.example")).toBeUndefined();
    expect(await allRows(context)).not.toMatch(/ana@|Berg|192\.0\.2/);
    expect(await consentOf(context, ana.id)).toMatchObject([
      { kind: "signed-up", list: list.name, address: null },
      { kind: "erased", list: "", source: "never confirmed", address: null },
    ]);
    expect(await verifyConsent(context)).toMatchObject({ fault: null, tally: { events: 2 } });
  });
});
