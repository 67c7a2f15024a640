import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { inTransaction, type Context } from "#app/context.server.ts";
import { eventHash, noHash } from "#app/models/consent/chain.server.ts";
import { consentLines, verifyExport } from "#app/models/consent/export.server.ts";
import { wordChainFault } from "#app/models/consent/faultWords.server.ts";
import { recordConsent, recordConsents } from "#app/models/consent/record.server.ts";
import { verifyConsent, type ConsentVerdict } from "#app/models/consent/verifyDatabase.server.ts";
import { writeWording } from "#app/models/consent/wordings.server.ts";
import { createList, listBySlug } from "#app/models/readers/lists.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

const columns = {
  numbers: ["at", "subscriber_id", "letter_id", "letter_at"],
  references: ["list_id", "wording_id", "way_id"],
  texts: ["kind", "detail", "address", "name", "ip", "user_agent"],
  bytes: ["hash", "who_seal", "trace_seal", "who_salt", "trace_salt"],
};
const everyColumn = Object.values(columns).flat() as Column[];
type Row = Awaited<ReturnType<typeof rowsOf>>[number];
type Column = Exclude<keyof Row, "seq">;

let context: TestContext;
let rows: Row[];
let head: string;

/** Six receipts of two lists, two readers and three wordings, with and without traces. */
beforeAll(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  await createList(context, { slug: "daily", name: "Daily" });
  const daily = (await listBySlug(context, "daily"))!;
  const ana = await aReader(context, list, "ana@readers.example", "Ana Berg");
  const bob = await aReader(context, list, "bob@readers.example");
  const step = { listId: daily.id, wording: "Trade fair", source: "import of fair.csv" };
  await recordConsents(context, [ana.id, bob.id], { ...step, kind: "imported" }, "192.0.2.7");
  const caller = { ip: "192.0.2.8", userAgent: "Firefox" };
  const letter = { id: 5, at: context.clock() };
  const confirmed = { kind: "confirmed", method: "button", detail: "monthly", letter } as const;
  await recordConsent(context, { ...step, ...confirmed, ...caller, subscriberId: ana.id });
  await endSubscription(context, bob.id, list.id, "one-click");
  rows = await rowsOf(context);
  ({
    head: { hash: head },
  } = await verifyConsent(context));
});

function rowsOf({ db }: Context) {
  return db.selectFrom("consent_events").selectAll().orderBy("seq").execute();
}

/** What the verifier says of a chain that somebody has been at; nothing of it stays. */
async function afterwards(tamper: (context: Context) => Promise<unknown>, expected?: string): Promise<ConsentVerdict> {
  const undo = new Error("only tried");
  let verdict: ConsentVerdict | undefined;
  await inTransaction(context, async (context) => {
    await tamper(context);
    verdict = await verifyConsent(context, expected === undefined ? {} : { expect: expected });
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  return verdict!;
}

const hashOf = ({ hash }: Pick<Row, "hash">) => hash.toString("hex");

function change(context: Context, seq: number, values: Partial<Row>) {
  return context.db.updateTable("consent_events").set(values).where("seq", "=", seq).execute();
}

function cut(context: Context, ...seqs: number[]) {
  return context.db.deleteFrom("consent_events").where("seq", "in", seqs).execute();
}

test("a chain that nobody has been at is whole, and says where it ends", async () => {
  expect(await verifyConsent(context)).toEqual({
    fault: null,
    head: { events: 6, hash: hashOf(rows.at(-1)!) },
    tally: { events: 6, wordings: 3, whoErased: 0, tracesErased: 0 },
  });
});

test("no column of no receipt can be changed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: rows.length - 1 }),
      fc.constantFrom(...everyColumn),
      fc.oneof(fc.constant(null), fc.string({ unit: "grapheme-ascii" }), fc.nat({ max: 99 })),
      async (index, column, wild) => {
        const row = rows[index]!;
        const value = valueFor(column, wild);
        if (isDeepStrictEqual(value, row[column]) || (value === null && isRequired(column))) return;
        const { fault } = await afterwards((context) => change(context, row.seq, { [column]: value }));
        expect(fault, `${column} of ${row.seq}: ${String(row[column])} → ${String(value)}`).not.toBeNull();
        // A wrong link is found at its receipt or at the next; everything else right there.
        expect([row.seq, row.seq + 1]).toContain(fault!.seq);
      },
    ),
    { numRuns: 150 },
  );
});

function valueFor(column: Column, wild: string | number | null): string | number | Buffer | null {
  if (wild === null) return null;
  if (columns.bytes.includes(column)) return Buffer.from(String(wild));
  if (columns.references.includes(column)) return (Number(String(wild).length) % 2) + 1;
  return columns.numbers.includes(column) ? Number(String(wild).length) : String(wild);
}

function isRequired(column: Column): boolean {
  return ["hash", "at", "subscriber_id", "kind", "way_id"].includes(column);
}

test("every column is one of those that the test changes", () => {
  expect(
    Object.keys(rows[0]!)
      .filter((column) => column !== "seq")
      .sort(),
  ).toEqual([...everyColumn].sort());
});

test("none can be taken out, and the missing one is named; at the end, the chain is cut off", async () => {
  for (const { seq } of rows) {
    const { fault } = await afterwards((context) => cut(context, seq));
    expect(fault).toMatchObject({ seq, what: seq === 6 ? "cut off" : "missing" });
    if (seq < 6) expect(wordChainFault(fault!)).toBe(`Receipt ${seq} is missing.`);
  }
  const { fault } = await afterwards((context) => cut(context, 4, 5, 6));
  expect(fault).toMatchObject({ seq: 4, what: "cut off", found: { error: "chain-cut", events: 6 } });
  expect(wordChainFault(fault!)).toBe("The chain is cut off: the head counts 6 receipts, and the last is 3.");
});

test("no two can change places", async () => {
  const pairs = rows.flatMap((one, i) => rows.slice(i + 1).map((other) => [one, other] as const));
  for (const [one, other] of pairs) {
    const { fault } = await afterwards(async (context) => {
      await cut(context, one.seq, other.seq);
      const swapped = [{ ...one, seq: other.seq }].concat({ ...other, seq: one.seq });
      await context.db.insertInto("consent_events").values(swapped).execute();
    });
    expect(fault).toMatchObject({ seq: one.seq, what: "reordered", found: { error: "moved" } });
    expect(wordChainFault(fault!)).toBe(`In the place of receipt ${one.seq} stands receipt ${other.seq}.`);
  }
});

test("no way in can be changed or taken out", async () => {
  for (const values of [{ source: "elsewhere" }, { method: "link" }]) {
    const tamper = (context: Context) =>
      context.db.updateTable("consent_ways").set(values).where("id", "=", 2).execute();
    expect((await afterwards(tamper)).fault).toMatchObject({ what: "changed" });
  }
  const takeOut = (context: Context) => context.db.deleteFrom("consent_ways").where("id", "=", 2).execute();
  expect((await afterwards(takeOut)).fault).toMatchObject({ what: "changed" });
});

test("one made anew with a fitting hash does not fit the next", async () => {
  const row = rows[2]!;
  const list = "daily";
  const wording = (
    await context.db.selectFrom("wordings").select("hash").where("id", "=", row.wording_id!).execute()
  )[0];
  const way = (await context.db.selectFrom("consent_ways").selectAll().where("id", "=", row.way_id).execute())[0]!;
  const hash = eventHash({
    ...{ seq: row.seq, prev: hashOf(rows[1]!), at: row.at, subscriber: 99, list, kind: row.kind },
    ...{ wording: wording!.hash, detail: row.detail, source: way.source, method: way.method },
    ...{ letterId: row.letter_id, letterAt: row.letter_at },
    ...{ whoSeal: row.who_seal?.toString("hex") ?? null, traceSeal: row.trace_seal?.toString("hex") ?? null },
  });
  const made = { subscriber_id: 99, hash: Buffer.from(hash, "hex") };
  const { fault } = await afterwards((context) => change(context, row.seq, made));
  expect(fault).toMatchObject({ seq: row.seq + 1, found: { error: "hash-differs" } });
  expect(wordChainFault(fault!)).toContain("or the one before it was made anew");
});

describe("the head", () => {
  const setHead = (context: Context, values: { events?: number; hash?: string }) =>
    context.db.updateTable("consent_head").set(values).execute();

  test("cannot be changed, moved back or taken away without a word", async () => {
    const heads = [
      (context: Context) => setHead(context, { hash: noHash }),
      (context: Context) => setHead(context, { events: 7 }),
      (context: Context) => setHead(context, { events: 5, hash: hashOf(rows[4]!) }),
      (context: Context) => context.db.deleteFrom("consent_head").execute(),
    ];
    for (const tamper of heads) expect((await afterwards(tamper)).fault).not.toBeNull();
  });

  test("noted down earlier shows even what was cut off together with it", async () => {
    const shorter = async (context: Context) => {
      await cut(context, 6);
      await setHead(context, { events: 5, hash: hashOf(rows[4]!) });
    };
    expect((await afterwards(shorter)).fault).toBeNull();
    expect((await afterwards(shorter, head)).fault).toMatchObject({ what: "expected" });
    expect((await verifyConsent(context, { expect: head })).fault).toBeNull();
    expect((await verifyConsent(context, { expect: hashOf(rows[1]!) })).fault).toBeNull();
    expect((await verifyConsent(context, { expect: noHash })).fault).toBeNull();
  });
});

test("no wording can be changed: not its text, version, language, time or author", async () => {
  const values = {
    text: "Anything",
    version: 9,
    language: "de",
    purpose: "x",
    shown_from: 1,
    made_by: "Eve",
    hash: "0",
  };
  for (const [column, value] of Object.entries(values)) {
    const tamper = (context: Context) =>
      context.db
        .updateTable("wordings")
        .set({ [column]: value })
        .where("id", "=", 1)
        .execute();
    expect((await afterwards(tamper)).fault, column).toMatchObject({ what: "wording" });
  }
});

test("a list's slug, which receipts name, cannot be changed either", async () => {
  const tamper = (context: Context) => context.db.updateTable("lists").set({ slug: "x" }).where("id", "=", 1).execute();
  expect((await afterwards(tamper)).fault).toMatchObject({ seq: 1, what: "changed" });
});

describe("an export", () => {
  async function lines(order: Partial<Parameters<typeof consentLines>[1]> = {}): Promise<string[]> {
    const all: string[] = [];
    for await (const line of consentLines(context, { personal: false, actor: "Ruth", ...order })) all.push(line);
    return all;
  }
  const verified = async (given: string[], expected?: string) =>
    verifyExport(
      (async function* () {
        yield* given;
      })(),
      expected,
    );

  test("verifies by itself, and names nobody unless it was asked to", async () => {
    const plain = await lines();
    expect(plain.join("")).not.toMatch(/readers\.example|Berg|192\.0\.2|Firefox|Salt/);
    expect(plain.join("")).toContain("Trade fair");
    expect(await verified(plain, head)).toMatchObject({ fault: null, tally: { events: 6, wordings: 3 } });
    const whole = await lines({ personal: true });
    expect(whole.join("")).toContain("ana@readers.example");
    expect(await verified(whole, head)).toMatchObject({ fault: null, head: { events: 6, hash: head } });
  });

  test("of one list or one reader verifies, too, as far as it goes", async () => {
    const list = (await listBySlug(context, "daily"))!;
    expect(await verified(await lines({ list }))).toMatchObject({ fault: null, tally: { events: 3 } });
    const part = await lines({ subscriberId: rows[0]!.subscriber_id, personal: true });
    expect(await verified(part)).toMatchObject({ fault: null, tally: { events: 3 } });
    expect((await verified(part.slice(0, -1))).fault).toMatchObject({ what: "cut off" });
  });

  test("in which a line is changed, missing, doubled, moved or broken is found out", async () => {
    const whole = await lines({ personal: true });
    for (const [i, line] of whole.entries()) {
      expect((await verified(whole.filter((_, n) => n !== i))).fault, `without line ${i + 1}`).not.toBeNull();
      if (i > 3) expect((await verified(whole.toSpliced(i, 0, line))).fault, `line ${i + 1} twice`).not.toBeNull();
      if (i > 4) expect((await verified(whole.toSpliced(i - 1, 2, line, whole[i - 1]!))).fault).not.toBeNull();
      const broken = whole.with(i, line.slice(0, -10));
      expect((await verified(broken)).fault).toMatchObject({ what: "unreadable" });
      for (const [key, value] of Object.entries(JSON.parse(line) as Record<string, unknown>)) {
        if (["exportedAt", "list"].includes(key) && i === 0) continue;
        const other = whole.with(
          i,
          JSON.stringify({ ...JSON.parse(line), [key]: typeof value === "number" ? 99 : "x" }),
        );
        expect((await verified(other)).fault, `${key} in line ${i + 1}`).not.toBeNull();
      }
    }
    expect((await verified([])).fault).toMatchObject({ what: "unreadable" });
  });
});

test("a wording that is written later changes no receipt", async () => {
  await writeWording(context, "sign-up", "You agree. Read our privacy policy.", "Ruth");
  expect(await verifyConsent(context, { expect: head })).toMatchObject({ fault: null, tally: { wordings: 4 } });
});
