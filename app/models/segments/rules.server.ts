import { z } from "zod";
import { wording } from "#app/models/faults.ts";
import { countConditions, fieldName, mostOfSegment, type DraftRule, type Joining } from "./draft.ts";
import type { SegmentFacts, SegmentLack } from "./facts.server.ts";
import { conditionKinds, type ConditionKind } from "./kinds.server.ts";

/** One condition; `value` is the output of its kind’s schema. `not`: it must not hold. */
export type Condition = { kind: ConditionKind; not: boolean; value: Record<string, unknown> };
/** The rule of a segment: groups of conditions. */
export type SegmentRule = { of: Joining; groups: { of: Joining; conditions: Condition[] }[] };

/** The kinds, for code that treats all of them alike: each is only ever given a value of its own schema. */
export const anyKind = conditionKinds as unknown as Record<
  ConditionKind,
  (typeof conditionKinds)["list"] & { schema: z.ZodType<Record<string, unknown>> } & {
    words: (value: never, facts: SegmentFacts) => string;
  }
>;

function isKind(kind: string): kind is ConditionKind {
  return Object.hasOwn(conditionKinds, kind);
}

/** The faults of a typed rule, by the form's name of the field; `""` is about all of it. */
export type RuleFaults = Record<string, string>;

/** Reads a rule as typed. Groups without conditions are left out. */
export function readRule(draft: DraftRule): { rule: SegmentRule } | { faults: RuleFaults } {
  const faults: RuleFaults = {};
  const groups = draft.groups.map(({ of, conditions }, g) => ({
    of,
    conditions: conditions.flatMap(({ kind, not, values }, c): Condition[] => {
      if (!isKind(kind)) {
        faults[""] = "There is a condition of a kind that this version does not know. Remove it.";
        return [];
      }
      const read = anyKind[kind].schema.safeParse(values);
      if (read.success) return [{ kind, not, value: read.data }];
      for (const { path, message } of read.error.issues)
        faults[fieldName(`value-${String(path[0])}`, g, c)] ??= message;
      return [];
    }),
  }));
  const filled = groups.filter(({ conditions }) => conditions.length > 0);
  if (countConditions(draft) === 0) faults[""] = "Add a condition: without one the segment is everybody.";
  if (countConditions(draft) > mostOfSegment.conditions)
    faults[""] = `At most ${mostOfSegment.conditions} conditions in a segment.`;
  return Object.keys(faults).length > 0 ? { faults } : { rule: { of: draft.of, groups: filled } };
}

/** Returns a rule as the builder shows it. */
export function draftOfRule({ of, groups }: SegmentRule): DraftRule {
  return {
    of,
    groups: groups.map((group) => ({
      of: group.of,
      conditions: group.conditions.map(({ kind, not, value }) => ({
        ...{ kind, not },
        values: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)])),
      })),
    })),
  };
}

/** Reads a rule from its row; null for one of another version, which nobody is judged by. */
export function storedRule(text: string): SegmentRule | null {
  try {
    const read = readRule(draftOfRule(JSON.parse(text) as SegmentRule));
    return "rule" in read ? read.rule : null;
  } catch {
    // A site that was brought here may hold anything.
    return null;
  }
}

/** Returns the rule in plain English, like `who are on “The weekly” and (got issue 3 or joined after 3 May 2026)`. */
export function wordRule({ of, groups }: SegmentRule, facts: SegmentFacts): string {
  const words = groups.map((group) => {
    const parts = group.conditions.map((condition) => wordCondition(condition, facts));
    const joined = parts.join(joint(group.of));
    return parts.length > 1 && groups.length > 1 && group.of !== of ? `(${joined})` : joined;
  });
  return `who ${words.join(joint(of))}`;
}

const joint = (of: Joining) => (of === "all" ? " and " : " or ");

function wordCondition({ kind, not, value }: Condition, facts: SegmentFacts): string {
  const { is, isNot, words } = anyKind[kind];
  return `${not ? isNot : is} ${words(value as never, facts)}`;
}

/** Returns why a rule cannot be used now. @param listId of the issue; null for no list in particular */
export function lacksOfRule({ groups }: SegmentRule, facts: SegmentFacts, listId: number | null): SegmentLack[] {
  return groups
    .flatMap(({ conditions }) => conditions)
    .flatMap(({ kind, value }) => anyKind[kind].lack?.(value as never, facts, listId) ?? []);
}

/** Says why a rule cannot be used. */
export const wordSegmentLack = wording<SegmentLack>({
  list: () => "It names a list that is gone.",
  topic: () => "It names a topic that is gone.",
  note: () => "It names a note that nobody has here.",
  import: () => "It names an import that is gone.",
  "foreign-import": () => "It names an import of another installation, whose numbers mean nothing here.",
  unreadable: () => "Its conditions are of another version of this program.",
  deleted: () => "It is deleted.",
  issue: ({ issue }) => `Issue ${issue} has not gone out.`,
  forgotten: ({ issue }) =>
    `Who got issue ${issue} is no longer kept, only how many: it went out more than a year ago.`,
  uncounted: ({ issue }) => `Issue ${issue} counted no clicks: nobody knows who clicked.`,
  elsewhere: ({ issue }) => `Issue ${issue} was sent by another program: nobody here knows who got it.`,
});
