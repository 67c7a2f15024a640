import fc from "fast-check";
import { DateTime } from "luxon";
import { beforeAll, describe, expect, test } from "vitest";
import { countConditions } from "#app/models/segments/draft.ts";
import { segmentFacts, type SegmentFacts } from "#app/models/segments/facts.server.ts";
import { conditionKinds, type ConditionKind } from "#app/models/segments/kinds.server.ts";
import { testOf } from "#app/models/segments/narrowing.server.ts";
import {
  draftOfRule,
  readRule,
  storedRule,
  wordRule,
  type Condition,
  type SegmentRule,
} from "#app/models/segments/rules.server.ts";
import { monday, testContext, type TestContext } from "../../support/context.ts";
import { peopleOfEveryKind, type Person, type Subscription } from "../../support/segments.ts";

const day = 24 * 3_600_000;
const zone = "Europe/Amsterdam";
let context: TestContext;
let people: Person[];
let facts: SegmentFacts;

beforeAll(async () => {
  context = await testContext();
  people = await peopleOfEveryKind(context, 60);
  facts = await segmentFacts(context);
});

/** True, false, or null for what nobody knows. */
type Known = boolean | null;

const joined = ({ confirmedAt, createdAt }: Subscription) => confirmedAt ?? createdAt;
const startOf = (text: string) => DateTime.fromISO(text, { zone });

/** Each kind once more, in plain JavaScript over what we know of the people. */
const plain: Record<ConditionKind, (value: never, person: Person, on: Subscription) => Known> = {
  list: ({ list }: { list: number }, { subscriptions }) =>
    subscriptions.some((one) => one.listId === list && one.status === "active"),
  topic: ({ topic }: { topic: number | "none" }, { topics }) =>
    topic === "none" ? topics.length === 0 : topics.includes(topic),
  language: ({ language }: { language: string }, person, { listId }) =>
    person.language === null
      ? person.receipts.some((one) => one.listId === listId && one.language === language)
      : person.language === language || person.language.startsWith(`${language}-`),
  imported: ({ import: id }: { import: number }, _, { importId }) => importId === id,
  note: ({ note, value }: { note: number; value: string }, { notes }) =>
    notes.some((one) => one.note === note && (value === "" || one.value.toLowerCase() === value.toLowerCase())),
  joinedBefore: (value: { day: string }, _, on) => joined(on) < startOf(value.day).toMillis(),
  joinedAfter: (value: { day: string }, _, on) => joined(on) >= startOf(value.day).plus({ days: 1 }).toMillis(),
  joinedLately: ({ days }: { days: number }, _, on) => joined(on) >= monday - days * day,
  way: ({ way }: { way: "form" | "import" }, person, { listId, importId }) =>
    (way === "import" && importId !== null) ||
    person.receipts.some((one) => one.listId === listId && one.kind === { form: "signed-up", import: "imported" }[way]),
  page: ({ page }: { page: string }, person, { listId }) =>
    person.receipts.some(
      (one) => one.listId === listId && one.kind === "signed-up" && one.source.split("?")[0] === page,
    ),
  word: ({ word }: { word: string }, person, { listId }) =>
    person.receipts.some(
      (one) => one.listId === listId && one.kind === "signed-up" && one.source.endsWith(`?from=${word}`),
    ),
  got: ({ issue }: { issue: number }, { got }) => got.get(issue) ?? false,
  gotLately: ({ issues }: { issues: number }, { got }, { listId }) => {
    const last = facts.issues.filter((one) => one.listId === listId && one.ledger !== "elsewhere").slice(0, issues);
    if (last.some(({ ledger }) => ledger === "forgotten")) return null;
    return last.some(({ number }) => got.get(number) ?? false);
  },
  unseen: ({ issues }: { issues: number }, { got, seenAt, subscriptions }, on) => {
    const toAll = facts.issues.filter((one) => one.listId === on.listId && one.ledger !== "elsewhere");
    const [last, first] = [toAll[0], toAll[issues - 1]];
    if (!last || !first) return false;
    if (first.ledger === "forgotten") return null;
    const here = [joined(on), seenAt ?? 0, ...subscriptions.map(({ confirmedAt }) => confirmedAt ?? 0)];
    const silent = Math.max(...here) < first.sentAt;
    return silent && (got.get(first.number) ?? false) && (got.get(last.number) ?? false);
  },
  clicked: ({ issue }: { issue: number }, { clicked }) =>
    issue === 3 || issue === 5 || clicked === null ? null : clicked.has(issue),
  clickedLately: ({ issues }: { issues: number }, { clicked }, { listId }) => {
    const last = facts.issues.filter((one) => one.listId === listId && one.countsClicks).slice(0, issues);
    const isKnown = clicked !== null && last.every(({ ledger }) => ledger === "kept");
    return !isKnown ? null : last.some(({ number }) => clicked.has(number));
  },
  domain: ({ domain }: { domain: string }, person) =>
    domain.startsWith(".") ? person.domain.endsWith(domain) : person.domain === domain,
};

function all(known: Known[]): Known {
  return known.includes(false) ? false : known.includes(null) ? null : true;
}

function any(known: Known[]): Known {
  return known.includes(true) ? true : known.includes(null) ? null : false;
}

function fits({ of, groups }: SegmentRule, person: Person, on: Subscription): boolean {
  const one = ({ kind, not, value }: Condition): Known => {
    const known = plain[kind](value as never, person, on);
    return known !== null && not ? !known : known;
  };
  const parts = groups.map((group) => (group.of === "all" ? all : any)(group.conditions.map(one)));
  return (of === "all" ? all : any)(parts) === true;
}

const dayText = fc
  .date({ min: new Date("2026-05-01"), max: new Date("2026-12-01"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const values: Record<ConditionKind, fc.Arbitrary<Record<string, unknown>>> = {
  list: fc.record({ list: fc.constantFrom(1, 2, 3) }),
  topic: fc.record({ topic: fc.constantFrom("none", 1, 2) }),
  language: fc.record({ language: fc.constantFrom("en", "de", "pt", "pt-br") }),
  imported: fc.record({ import: fc.constantFrom(1, 2) }),
  note: fc.record({ note: fc.constantFrom(1, 2), value: fc.constantFrom("", "Gold", "silver") }),
  joinedBefore: fc.record({ day: dayText }),
  joinedAfter: fc.record({ day: dayText }),
  joinedLately: fc.record({ days: fc.integer({ min: 1, max: 300 }) }),
  way: fc.record({ way: fc.constantFrom("form", "import") }),
  page: fc.record({ page: fc.constantFrom("/subscribe", "/", "/nowhere") }),
  word: fc.record({ word: fc.constantFrom("podcast", "a_b", "cast") }),
  got: fc.record({ issue: fc.constantFrom(1, 2, 3) }),
  gotLately: fc.record({ issues: fc.integer({ min: 1, max: 5 }) }),
  unseen: fc.record({ issues: fc.integer({ min: 1, max: 4 }) }),
  clicked: fc.record({ issue: fc.constantFrom(1, 2, 3, 5) }),
  clickedLately: fc.record({ issues: fc.integer({ min: 1, max: 5 }) }),
  domain: fc.record({
    domain: fc.constantFrom("readers.example", "mail.ac.example", ".ac.example", ".example", ".r.example"),
  }),
};
const condition = fc
  .constantFrom(...(Object.keys(conditionKinds) as ConditionKind[]))
  .chain((kind) => fc.record({ kind: fc.constant(kind), not: fc.boolean(), value: values[kind] }));
const joining = fc.constantFrom("all" as const, "any" as const);
const group = fc.record({ of: joining, conditions: fc.array(condition, { minLength: 1, maxLength: 4 }) });
const anyRule: fc.Arbitrary<SegmentRule> = fc.record({
  of: joining,
  groups: fc.array(group, { minLength: 1, maxLength: 4 }),
});

async function thoseWho(rule: SegmentRule): Promise<string[]> {
  const rows = await context.db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .select(["subscriber_id", "list_id"])
    .where("subscriptions.status", "=", "active")
    .where((eb) => testOf(rule, facts)(eb))
    .execute();
  return rows.map((row) => `${row.subscriber_id} on ${row.list_id}`).sort();
}

function plainly(rule: SegmentRule): string[] {
  return people
    .flatMap((person) =>
      person.subscriptions
        .filter((on) => on.status === "active" && fits(rule, person, on))
        .map(({ listId }) => `${person.id} on ${listId}`),
    )
    .sort();
}

describe("a segment", () => {
  test("chooses the readers whom its conditions describe, whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(anyRule, async (rule) => {
        expect(await thoseWho(rule)).toEqual(plainly(rule));
      }),
      { numRuns: 300 },
    );
  });

  test.each(Object.keys(conditionKinds) as ConditionKind[])("and by %s alone some and not others", async (kind) => {
    const found = new Set<string>();
    for (const value of fc.sample(values[kind], 30))
      for (const not of [false, true]) {
        const rule: SegmentRule = { of: "all", groups: [{ of: "all", conditions: [{ kind, not, value }] }] };
        const those = await thoseWho(rule);
        expect(those).toEqual(plainly(rule));
        found.add(those.join());
      }
    expect(found.size).toBeGreaterThan(1);
  });

  test("is read from its row as it was saved, and from the builder's fields", () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(storedRule(JSON.stringify(rule))).toEqual(rule);
        expect(readRule(draftOfRule(rule))).toEqual({ rule });
        expect(wordRule(rule, facts)).toMatch(/^who \S/);
        expect(countConditions(draftOfRule(rule))).toBe(countConditions(rule));
      }),
    );
  });
});

describe("its words", () => {
  const rule = (of: "all" | "any", ...groups: SegmentRule["groups"]): SegmentRule => ({ of, groups });
  const one = (kind: ConditionKind, value: Record<string, unknown>, not = false): Condition => ({ kind, not, value });

  test.each<[string, SegmentRule]>([
    ["who are on “The Robotics Briefing”", rule("all", { of: "all", conditions: [one("list", { list: 1 })] })],
    [
      "who did not get issue 2 and joined before 3 May 2026",
      rule("all", {
        of: "all",
        conditions: [one("got", { issue: 2 }, true), one("joinedBefore", { day: "2026-05-03" })],
      }),
    ],
    [
      "who joined by an import and (got none of the last 3 issues or have an address at domains that end in .ac.uk)",
      rule(
        "all",
        { of: "all", conditions: [one("way", { way: "import" })] },
        { of: "any", conditions: [one("gotLately", { issues: 3 }, true), one("domain", { domain: ".ac.uk" })] },
      ),
    ],
  ])("are plain: “%s”", (words, rule) => {
    expect(wordRule(rule, facts)).toBe(words);
  });
});

describe("what a person typed", () => {
  test("never becomes more than a value, however hostile it is", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(conditionKinds), "constructor", "__proto__", "toString"),
        fc.dictionary(fc.string(), fc.string({ maxLength: 300 })),
        (kind, values) => {
          const read = readRule({ of: "all", groups: [{ of: "all", conditions: [{ kind, not: false, values }] }] });
          expect("rule" in read || Object.keys(read.faults).length > 0).toBe(true);
        },
      ),
    );
  });

  test.each(["' or 1=1 --", "%", "a'b.example", "x; drop table segments", "-", "..", "a b"])(
    "is no domain when it is %s",
    (domain) => {
      const read = readRule({
        of: "all",
        groups: [{ of: "all", conditions: [{ kind: "domain", not: false, values: { domain } }] }],
      });
      expect("faults" in read && Object.keys(read.faults)).toSatisfy((keys) => keys === false || keys.length > 0);
    },
  );

  test("is refused when it is too much", () => {
    const conditions = Array.from({ length: 25 }, () => ({ kind: "joinedLately", not: false, values: { days: "3" } }));
    expect(readRule({ of: "all", groups: [{ of: "all", conditions }] })).toHaveProperty("faults");
    expect(readRule({ of: "all", groups: [{ of: "all", conditions: [] }] })).toHaveProperty("faults");
  });
});
