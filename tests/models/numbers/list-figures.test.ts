import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { briefingSchema, getBriefing, saveBriefing } from "#app/models/briefing.server.ts";
import { recordConsents } from "#app/models/consent/record.server.ts";
import { day, hour } from "#app/models/durations.ts";
import { followers } from "#app/models/events/followers.server.ts";
import { followEvents, type Followers } from "#app/models/events/following.server.ts";
import { recountLists } from "#app/models/numbers/listSums.server.ts";
import { listFigures, type ListFigures } from "#app/models/numbers/listFigures.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { liftSuppression } from "#app/models/readers/liftSuppression.server.ts";
import { createList, listById, type List } from "#app/models/readers/lists.server.ts";
import { chooseFrequency, chooseOwnTopics, setPause } from "#app/models/readers/preferences/choices.server.ts";
import { confirm, confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription, undoLeave } from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle } from "../../support/newsroom.ts";
import { anImport, counted } from "../../support/numbers.ts";

let context: TestContext;
let list: List;
let other: List;

beforeEach(async () => {
  await begin();
});

async function begin() {
  context = await testContext();
  list = await aBriefing(context);
  const made = await createList(context, { slug: "monthly", name: "Monthly" });
  if ("error" in made) throw new Error(made.error);
  other = made.list;
  await anArticle(context, { topics: ["Automation"] });
}

const email = (who: number) => `reader${who}@readers.example`;
const idOf = async (who: number) => (await subscriberByEmail(context, email(who)))?.id;

async function asking(who: number, listId = list.id, source = "/subscribe") {
  return signUp(context, { email: email(who), name: "", listId, source, ip: "192.0.2.1" });
}

async function confirming(who: number, listId = list.id) {
  const id = await idOf(who);
  if (!id) return;
  const url = confirmUrl(context, id, listId, context.clock());
  await confirm(context, url.split("/").pop()!, "192.0.2.1");
}

async function joining(who: number, listId = list.id, source = "/subscribe") {
  await asking(who, listId, source);
  await confirming(who, listId);
}

const november = async (of = list): Promise<ListFigures> => {
  await counted(context);
  return listFigures(context, of.id, "2026-11-01", "2026-12-31");
};

describe("the figures of a list", () => {
  test("tell who asked, who of them confirmed, and from where those who joined came", async () => {
    await joining(1);
    await joining(2, list.id, "/articles/robots");
    await asking(3);
    await asking(3);
    const figures = await november();
    expect(figures).toMatchObject({ before: 0, growth: 2, total: { asked: 3, joined: 2, "confirmed-of-asked": 2 } });
    expect(figures.joined).toEqual([
      { source: "/articles/robots", count: 1 },
      { source: "/subscribe", count: 1 },
    ]);
    expect(figures.asked).toEqual([
      { source: "/subscribe", count: 2, confirmed: 1 },
      { source: "/articles/robots", count: 1, confirmed: 1 },
    ]);
    expect((await november(other)).total).toMatchObject({ asked: 0, joined: 0 });
  });

  test("put a confirmation to the day of asking, and joining to its own", async () => {
    await asking(1);
    context.later(2 * day);
    await confirming(1);
    const { days } = await november();
    const at = (day: string) => days.find((one) => one.day === day)!.counts;
    expect(at("2026-11-23")).toMatchObject({ asked: 1, "confirmed-of-asked": 1, joined: 0 });
    expect(at("2026-11-25")).toMatchObject({ asked: 0, "confirmed-of-asked": 0, joined: 1 });
  });

  test("have the days of the briefing's zone, and others once it has another zone", async () => {
    // 23:30 in Amsterdam on the 23rd.
    context.later(14.5 * hour);
    await joining(1);
    context.later(hour);
    await joining(2);
    const daysWith = async () => (await november()).days.filter(({ growth }) => growth !== 0).map(({ day }) => day);
    expect(await daysWith()).toEqual(["2026-11-23", "2026-11-24"]);
    const briefing = (await getBriefing(context))!;
    const settings = { ...briefing, replyTo: briefing.replyTo ?? undefined, timeZone: "America/New_York" };
    await saveBriefing(context, briefingSchema.parse(settings));
    expect(await daysWith()).toEqual(["2026-11-23"]);
  });

  test("count an import for itself, those who are asked first once they confirm, and an undoing on its own day", async () => {
    const first = await anImport(context, list, "email\nreader1@readers.example\nreader2@readers.example");
    await anImport(context, list, "email\nreader3@readers.example", { confirm: true });
    expect(await november()).toMatchObject({ growth: 2, joined: [{ source: `import ${first}`, count: 2 }] });
    await confirming(3);
    context.later(day);
    await undoImport(context, first, "Ines");
    const figures = await november();
    expect(figures).toMatchObject({
      growth: 1,
      total: { asked: 0, joined: 3, left: 0, erased: 0, "import-undone": -2 },
    });
    expect(figures.days.find(({ day }) => day === "2026-11-23")).toMatchObject({ growth: 3 });
    expect(figures.days.find(({ day }) => day === "2026-11-24")).toMatchObject({ growth: -2, readers: 1 });
  });

  test("tell how readers went: by themselves, out of reach, erased; who never confirmed was never there", async () => {
    for (const who of [1, 2, 3, 4, 5]) await joining(who);
    await asking(6);
    context.later(hour);
    await endSubscription(context, (await idOf(1))!, list.id, "one-click");
    await suppress(context, email(2), "hard bounce", { by: "what came back" });
    await suppress(context, email(3), "soft bounces", { by: "what came back" });
    await counted(context);
    await liftSuppression(context, email(3), "Ruth", "The mailbox is back.");
    await erase(context, (await idOf(4))!, "Ruth");
    const figures = await november();
    expect(figures).toMatchObject({ growth: 2, total: { joined: 5, left: 1, lost: 2, back: 1, erased: 1 } });
    expect(figures.left).toEqual([{ source: "one-click", count: 1 }]);
    expect(figures.lost).toEqual([
      { source: "hard bounce", count: 1 },
      { source: "soft bounces", count: 1 },
    ]);
    context.later(60 * day);
    await forgetUnconfirmed(context);
    expect(await november()).toMatchObject({ growth: 2 });
  });

  test("count nobody twice who leaves after their address was lost", async () => {
    await joining(1);
    context.later(hour);
    await suppress(context, email(1), "hard bounce", { by: "what came back" });
    await endSubscription(context, (await idOf(1))!, list.id, "operator Ruth");
    expect(await november()).toMatchObject({ growth: 0, total: { joined: 1, lost: 1, left: 0 } });
  });

  test("count choices of readers on each of their lists", async () => {
    await joining(1);
    await joining(1, other.id);
    const id = (await idOf(1))!;
    await chooseFrequency(context, id, list.id, "monthly");
    await chooseOwnTopics(context, id, ["automation"]);
    await setPause(context, id, context.clock() + 30 * day);
    await setPause(context, id, null);
    const expected = { "topics-chosen": 1, paused: 1, resumed: 1 };
    expect((await november()).total).toMatchObject({ ...expected, "digest-chosen": 1 });
    expect((await november(other)).total).toMatchObject({ ...expected, "digest-chosen": 0 });
  });

  test("count addresses that were suppressed before anybody wrote that down", async () => {
    await joining(1);
    await joining(2);
    context.later(hour);
    await suppress(context, email(1), "hard bounce", { by: "what came back" });
    await context.db.deleteFrom("events").where("kind", "=", "reader-suppressed").execute();
    expect(await november()).toMatchObject({ growth: 1, total: { joined: 2, lost: 1 } });
  });

  test("go through the receipts of a large import in few transactions", async () => {
    const ids = Array.from({ length: 2500 }, (_, i) => 1000 + i);
    const people = new Map(ids.map((id) => [id, { email: `r${id}@readers.example`, name: "" }]));
    const step = { kind: "imported", listId: list.id, wording: "", source: "import 9 of a.csv by Ruth" } as const;
    await inTransaction(context, (context) => recordConsents(context, ids, step, null, people));
    for (let passed = 0; passed < 2500;) {
      const more = await followEvents(context, { listFigures: followers.listFigures });
      // A call is short, however busy the machine is, and takes hundreds of receipts all the same.
      expect(more).toBeGreaterThanOrEqual(Math.min(500, 2500 - passed));
      passed += more;
    }
    expect(await november()).toMatchObject({ growth: 2500, joined: [{ source: "import 9", count: 2500 }] });
  });
});

/** What readers and operators may do, in any order. */
const acts = {
  ask: (who: number, listId: number) => asking(who, listId),
  confirm: (who: number, listId: number) => confirming(who, listId),
  leave: async (who: number, listId: number) => {
    const id = await idOf(who);
    if (id) await endSubscription(context, id, listId, "page");
  },
  "come back": async (who: number, listId: number) => {
    const id = await idOf(who);
    const { name } = (await listById(context, listId))!;
    if (id) await undoLeave(context, { subscriberId: id, listId, listName: name }, "");
  },
  bounce: (who: number) => suppress(context, email(who), "hard bounce", { by: "what came back" }),
  lift: (who: number) => liftSuppression(context, email(who), "Ruth", "It is back."),
  erase: async (who: number) => {
    const id = await idOf(who);
    if (id) await erase(context, id, "Ruth");
  },
  import: async (who: number, listId: number) => {
    const of = (await listById(context, listId))!;
    imports.push(await anImport(context, of, `email\n${email(who)}\n${email(who + 1)}`));
  },
  "import leavers": async (who: number, listId: number) => {
    const of = (await listById(context, listId))!;
    imports.push(await anImport(context, of, `email,status\n${email(who)},unsubscribed\n${email(who + 1)},active`));
  },
  "undo an import": async (who: number) => {
    const id = imports[who % Math.max(1, imports.length)];
    if (id !== undefined) await undoImport(context, id, "Ines");
  },
  pause: async (who: number) => {
    const id = await idOf(who);
    if (id) await setPause(context, id, context.clock() + 30 * day);
  },
  "a day": () => Promise.resolve(context.later(day)),
};
let imports: number[] = [];

/** Lets one of the followers go on, as far as it comes. */
const following: Record<string, Followers> = {
  "count the chain": { listFigures: followers.listFigures },
  "count reach": { reachFigures: followers.reachFigures },
};

const act = fc.record({
  what: fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[]), ...Object.keys(following)),
  who: fc.integer({ min: 1, max: 4 }),
  on: fc.constantFrom("list", "other"),
});

async function sums() {
  const rows = await context.db.selectFrom("list_days").selectAll().where("count", "!=", 0).execute();
  return rows.map((row) => `${row.list_id} ${row.day} ${row.figure} ${row.source}: ${row.count}`).sort();
}

/** The same, counted anew beside them. */
async function recounted() {
  const counts = await recountLists(context);
  return [...counts].map(([key, count]) => `${key.replaceAll("\t", " ")}: ${count}`).sort();
}

async function reachable(listId: number): Promise<number> {
  const rows = await context.db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .select("subscriber_id")
    .where("list_id", "=", listId)
    .where("status", "=", "active")
    .where("suppressed_at", "is", null)
    .execute();
  return rows.length;
}

test("whatever happens in whatever order, and whenever it is followed, the sums are those of the whole history", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 25 }), async (what) => {
      await begin();
      imports = [];
      for (const { what: name, who, on } of what) {
        context.later(1000);
        const some = following[name];
        if (some) await followEvents(context, some);
        else await acts[name as keyof typeof acts](who, on === "list" ? list.id : other.id);
      }
      const of = { list: await november(), other: await november(other) };
      const kept = await sums();
      expect(await recounted()).toEqual(kept);
      for (const [which, { id }] of Object.entries({ list, other })) {
        const { days } = of[which as "list" | "other"];
        expect({ which, readers: days.at(-1)!.readers }).toEqual({ which, readers: await reachable(id) });
      }
      await context.db.deleteFrom("list_days").execute();
      await context.db.updateTable("event_cursors").set({ seq: 0 }).where("follower", "=", "listFigures").execute();
      await counted(context);
      expect(await sums()).toEqual(kept);
    }),
    { numRuns: 25 },
  );
}, 120_000);
