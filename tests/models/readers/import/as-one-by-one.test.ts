import { domainToASCII } from "node:url";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";

/** Whole numbers below `most`, the same ones for the same seed. */
function numbersFrom(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const names = [
  "",
  'Dwayne ""The Rock"" J',
  "back\\slash",
  "{NULL}",
  "NULL",
  "a,b",
  "Größe",
  "愛",
  "😀 'x'",
  "\\N {1,2}",
];
const states = ["active", "active", "active", "unsubscribed", "bounced", "complained", "unconfirmed", "inactive"];

/** People no two of whom have one address: of two rows about one person, all that stand between them count. */
function peopleOf(seed: number, count: number): string[] {
  const below = numbersFrom(seed);
  return Array.from({ length: count }, (_, i) => {
    const domain = ["readers.example", "Bücher.example", "sub.Mail.example"][below(3)]!;
    const day = `2026-0${1 + below(9)}-1${below(10)}`;
    const email = below(20) === 0 ? `broken${i}@` : `Reader${i}@${domain}`;
    return `${email},"${names[below(names.length)]!}",${states[below(states.length)]!},${day},${below(3) ? day : ""}`;
  });
}

async function place(): Promise<{ context: TestContext; list: List }> {
  const context = await testContext();
  const list = await aBriefing(context);
  for (let i = 0; i < 60; i += 4) {
    await aReader(context, list, `reader${i}@readers.example`);
    const ended = await aReader(context, list, `reader${i + 1}@readers.example`, "Kept");
    await endSubscription(context, ended.id, list.id, "one-click");
    await suppress(context, `reader${i + 2}@readers.example`, "complaint");
    await signUp(context, {
      email: `reader${i + 3}@readers.example`,
      name: "",
      listId: list.id,
      source: "/",
      ip: `192.0.2.${i}`,
    });
  }
  return { context, list };
}

async function imported({ context, list }: Awaited<ReturnType<typeof place>>, rows: string[]) {
  const file = ["email,name,status,unsubscribed_at,optin_time", ...rows].join("\n");
  const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth", confirm: false };
  const result = await importReaders(context, () => Readable.from([Buffer.from(file)]), order);
  if ("error" in result) throw new Error(JSON.stringify(result));
  return result.counts;
}

/** All that an import leaves about people, without the ids. */
async function leftBehind({ db }: TestContext) {
  const people = await db
    .selectFrom("subscribers")
    .leftJoin("subscriptions", "subscriptions.subscriber_id", "subscribers.id")
    .select(["email_key", "email", "name", "search_key", "domain", "suppressed_at", "subscribers.created_at"])
    .select(["status", "subscriptions.created_at as joined_at", "confirmed_at", "ended_at", "frequency", "wishes"])
    .orderBy("email_key")
    .execute();
  const receipts = await db
    .selectFrom("consent_events")
    .leftJoin("wordings", "wordings.id", "wording_id")
    .innerJoin("consent_ways", "consent_ways.id", "way_id")
    .select(["address", "name", "kind", "list_id", "detail", "method", "at", "text"])
    .orderBy("address")
    .orderBy("kind")
    .execute();
  const suppressions = await db
    .selectFrom("suppressions")
    .select(["email_hash", "reason", "created_at"])
    .orderBy("email_hash")
    .execute();
  return { people, receipts, suppressions };
}

test.each([1, 2, 3])("a file leaves the same behind as each of its rows by itself (seed %i)", async (seed) => {
  const rows = peopleOf(seed, 120);
  const [together, apart] = [await place(), await place()];
  const counts = await imported(together, rows);
  const sums: Record<string, number> = {};
  for (const row of rows)
    for (const [name, count] of Object.entries(await imported(apart, [row]))) sums[name] = (sums[name] ?? 0) + count;
  expect(counts).toEqual(sums);
  expect(await leftBehind(together.context)).toEqual(await leftBehind(apart.context));
  for (const { context } of [together, apart]) expect(await verifyConsent(context)).toMatchObject({ fault: null });
});

test("a plain domain is written as the rule for all domains writes it", () => {
  const below = numbersFrom(7);
  const letters = "abcXYZ019-..xn--";
  for (let i = 0; i < 20_000; i += 1) {
    const domain = Array.from({ length: 3 + below(9) }, () => letters[below(letters.length)]!).join("");
    const parsed = parseAddress(`a@${domain}`);
    if ("key" in parsed) expect(parsed.email).toBe(`a@${domainToASCII(domain)}`);
  }
});
