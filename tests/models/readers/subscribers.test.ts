import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { listSubscribers } from "#app/models/readers/finding.server.ts";
import {
  indexNewReaders,
  subscriberByEmail,
  subscriberById,
  subscriberFor,
} from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { hideText, shownText } from "#app/models/signedTokens.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, aReader, manyReaders } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

async function emailsOf(filter: Parameters<typeof listSubscribers>[1]) {
  return (await listSubscribers(context, filter)).subscribers.map(({ email }) => email);
}

describe("a person", () => {
  test("is one, however their address is written; a name given later fills an empty one only (row 6)", async () => {
    const first = await subscriberFor(context, "Ana@Readers.example", "");
    const again = await subscriberFor(context, "ana@readers.EXAMPLE", "Ana");
    expect(again).toEqual({ id: first.id, email: "Ana@readers.example", name: "Ana" });
    expect((await subscriberFor(context, "ana@readers.example", "Somebody else")).name).toBe("Ana");
    expect((await subscriberByEmail(context, "ANA@readers.example"))!.id).toBe(first.id);
  });

  test("is shown with every subscription, and marked when suppressed", async () => {
    const ana = await aReader(context, list, "ana@readers.example", "Ana");
    await endSubscription(context, ana.id, list.id, "operator Ruth");
    await suppress(context, "ana@readers.example", "complaint");
    expect(await subscriberById(context, ana.id)).toMatchObject({
      suppressed: true,
      subscriptions: [{ list: "The Robotics Briefing", status: "ended", endedBy: "operator Ruth" }],
    });
    expect(await subscriberById(context, 999)).toBeUndefined();
  });

  test("whose subscription an operator ends has that in the chain of consent, once (C-02)", async () => {
    const ana = await aReader(context, list, "ana@readers.example");
    await endSubscription(context, ana.id, list.id, "operator Ruth");
    context.later(1000);
    await endSubscription(context, ana.id, list.id, "operator Tom");
    const chain = await consentOf(context, ana.id);
    expect(chain.map(({ kind, source }) => [kind, source])).toEqual([
      ["confirmed", "a test"],
      ["ended", "operator Ruth"],
    ]);
  });
});

describe("the desk's list", () => {
  test("finds by any part of address or name, in whatever case", async () => {
    await aReader(context, list, "Ana.Berg@readers.example", "Ana Berg");
    await aReader(context, list, "bo@other.example", "Łukasz Wójcik");
    expect(await emailsOf({ search: "  BERG@read" })).toEqual(["Ana.Berg@readers.example"]);
    expect(await emailsOf({ search: "łukasz" })).toEqual(["bo@other.example"]);
    expect(await emailsOf({ search: ".example" })).toEqual(["bo@other.example", "Ana.Berg@readers.example"]);
  });

  test("finds the same in readers who are in its index, are not yet, were changed since, or are gone", async () => {
    const people = ["ana.berg", "berta", "o'neil", '"quoted"', "ben_erg", "愛さん", "😀😀😀x"];
    for (const [i, name] of people.entries()) await aReader(context, list, `reader${i}@readers.example`, name);
    const words = ["berg", "ber", "be", "r1@", '"qu', "o'n", "愛さん", "さ", "😀😀😀", "n_e", "example", "zzz"];
    const found = async () => {
      const all = await context.db
        .selectFrom("subscribers")
        .select(["email", "search_key"])
        .orderBy("id", "desc")
        .execute();
      for (const word of words)
        expect(await emailsOf({ search: word })).toEqual(
          all.filter((row) => row.search_key.includes(word)).map((row) => row.email),
        );
    };
    await found();
    while (await indexNewReaders(context));
    await found();
    await aReader(context, list, "late@readers.example", "Ingeborg Bergmann");
    await context.db
      .updateTable("subscribers")
      .set({ search_key: "reader1@readers.example zzzberg" })
      .where("email", "=", "reader1@readers.example")
      .execute();
    const gone = (await subscriberByEmail(context, "reader0@readers.example"))!.id;
    for (const table of ["subscriptions", "consent_events"] as const)
      await context.db.deleteFrom(table).where("subscriber_id", "=", gone).execute();
    await context.db.deleteFrom("subscribers").where("id", "=", gone).execute();
    await found();
    while (await indexNewReaders(context));
    await found();
  });

  test("takes the signs of a pattern as they are (S-14)", async () => {
    await aReader(context, list, "a_b@readers.example");
    await aReader(context, list, "axb@readers.example");
    expect(await emailsOf({ search: "a_b" })).toEqual(["a_b@readers.example"]);
    for (const search of ["%", "\\", "'; drop table subscribers; --"]) expect(await emailsOf({ search })).toEqual([]);
  });

  test("filters by list and by status of the subscription to that list", async () => {
    const created = await createList(context, { slug: "europe", name: "Europe" });
    if ("error" in created) throw new Error(created.error);
    const europe = created.list;
    const ana = await aReader(context, list, "ana@readers.example");
    await aReader(context, europe, "bo@readers.example");
    await signUp(context, { email: "cai@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    await endSubscription(context, ana.id, list.id, "page");
    expect(await emailsOf({ listId: europe.id })).toEqual(["bo@readers.example"]);
    expect(await emailsOf({ status: "ended" })).toEqual(["ana@readers.example"]);
    expect(await emailsOf({ status: "pending", listId: list.id })).toEqual(["cai@readers.example"]);
    expect(await emailsOf({ status: "active", listId: list.id })).toEqual([]);
  });

  test("turns pages, and counts all that fit", async () => {
    await manyReaders(context, list, 7);
    const page = (number: number) => listSubscribers(context, { page: number, size: 3 });
    expect((await page(1)).total).toBe(7);
    expect((await page(1)).subscribers.map(({ email }) => email)[0]).toBe("reader7@readers.example");
    expect((await page(3)).subscribers.map(({ email }) => email)).toEqual(["reader1@readers.example"]);
    expect((await page(4)).subscribers).toEqual([]);
  });
});

describe("words hidden in an address of ours (C-12)", () => {
  test("come back whole, and look different each time", () => {
    const [one, two] = [hideText(context, "ana@readers.example 🤖"), hideText(context, "ana@readers.example 🤖")];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^[\w-]+$/);
    expect([one, two].map((hidden) => shownText(context, hidden))).toEqual(Array(2).fill("ana@readers.example 🤖"));
  });

  test("are nothing when they were touched, cut short or never ours", () => {
    const hidden = hideText(context, "ana@readers.example");
    for (const wrong of ["", "x", "%00", hidden.slice(0, -4), `A${hidden}`, hidden.slice(0, 20)])
      expect(shownText(context, wrong)).toBe("");
  });
});
