import type { Context } from "#app/context.server.ts";
import type { Choice, ChoiceSource, ShownKind } from "./draft.ts";
import { segmentFacts, type SegmentFacts } from "./facts.server.ts";
import { wayChoices } from "./comingKinds.server.ts";
import { conditionKinds } from "./kinds.server.ts";

/** The builder’s parts: the kinds of conditions, and the choices of their fields. */
export type BuilderParts = { kinds: ShownKind[]; choices: Record<ChoiceSource, Choice[]> };

/** Returns the parts of the builder as they are now. */
export async function builderParts(context: Context): Promise<BuilderParts> {
  const facts = await segmentFacts(context);
  const named = (names: Map<number, string>) =>
    [...names].map(([id, label]) => ({ value: String(id), label })).sort((a, b) => a.label.localeCompare(b.label));
  const issuesThat = (isSuch: (issue: SegmentFacts["issues"][number]) => boolean) =>
    facts.issues.filter(isSuch).map(({ number, listId }) => ({
      value: String(number),
      label: `Issue ${number} of ${facts.lists.get(listId) ?? "a list"}`,
    }));
  return {
    kinds: Object.entries(conditionKinds).map(([kind, { label, fields, is, isNot }]) => ({
      kind,
      label,
      fields,
      is,
      isNot,
    })),
    choices: {
      lists: named(facts.lists),
      topics: [{ value: "none", label: "None: they get everything" }, ...named(facts.topics)],
      notes: named(facts.notes),
      imports: [...facts.imports].map(([id, label]) => ({ value: String(id), label })),
      issues: issuesThat(({ ledger }) => ledger === "kept"),
      countedIssues: issuesThat(({ countsClicks, ledger }) => countsClicks && ledger === "kept"),
      ways: wayChoices,
    },
  };
}
