/** How the parts of a rule or of a group count: every one must hold, or one is enough. */
export type Joining = "all" | "any";

/** The most that a segment may hold. */
export const mostOfSegment = { groups: 8, conditions: 24, name: 80, value: 200 };

/** Where the choices of a field come from. */
export type ChoiceSource = "lists" | "topics" | "notes" | "imports" | "issues" | "countedIssues" | "ways";

/** A choice of a field; `value` is what the form sends. */
export type Choice = { value: string; label: string };

/** One field of a condition in the builder. */
export type ConditionField = { name: string; label: string; hint?: string } & (
  { type: "text" | "date" } | { type: "number"; least: number; most: number } | { type: "choice"; from: ChoiceSource }
);

/** A kind of condition as the builder shows it. */
export type ShownKind = { kind: string; label: string; fields: ConditionField[]; is: string; isNot: string };

/** A condition as typed: every value is the text of its field. */
export type DraftCondition = { kind: string; not: boolean; values: Record<string, string> };
/** Conditions that belong together. */
type DraftGroup = { of: Joining; conditions: DraftCondition[] };
/** A segment's rule as typed, however unfinished. */
export type DraftRule = { of: Joining; groups: DraftGroup[] };

/** The rule that a new segment begins with. */
export const emptyRule: DraftRule = { of: "all", groups: [{ of: "all", conditions: [] }] };

/** A change of the builder's rule, as a button names it. */
export type DraftStep =
  | { act: "add"; group: number; kind: string }
  | { act: "remove"; group: number; condition: number }
  | { act: "add-group" }
  | { act: "remove-group"; group: number };

/** Returns the rule after a press of a button; a step that does not fit changes nothing. */
export function changedDraft(draft: DraftRule, step: DraftStep): DraftRule {
  switch (step.act) {
    case "add":
      if (countConditions(draft) >= mostOfSegment.conditions) return draft;
      return withGroup(draft, step.group, (group) => ({
        ...group,
        conditions: [...group.conditions, { kind: step.kind, not: false, values: {} }],
      }));
    case "remove":
      return withGroup(draft, step.group, (group) => ({
        ...group,
        conditions: group.conditions.filter((_, i) => i !== step.condition),
      }));
    case "add-group":
      if (draft.groups.length >= mostOfSegment.groups) return draft;
      return { ...draft, groups: [...draft.groups, { of: "any", conditions: [] }] };
    case "remove-group":
      if (draft.groups.length === 1) return draft;
      return { ...draft, groups: draft.groups.filter((_, i) => i !== step.group) };
  }
}

/** Returns how many conditions a rule has, in all groups. */
export function countConditions({ groups }: { groups: { conditions: unknown[] }[] }): number {
  return groups.reduce((count, { conditions }) => count + conditions.length, 0);
}

/** Returns the rule with one group changed. */
export function withGroup(draft: DraftRule, at: number, change: (group: DraftGroup) => DraftGroup): DraftRule {
  return { ...draft, groups: draft.groups.map((group, i) => (i === at ? change(group) : group)) };
}

/** The form's name of a field: of a group, of a condition in it, or of the whole rule. */
export function fieldName(name: string, group?: number, condition?: number): string {
  const at = [group, condition].flatMap((place) => (place === undefined ? [] : [String(place)]));
  return [...at, name].join(".");
}

/** Returns the rule that a form holds, with bounded places; unknown fields are left out. */
export function draftFromForm(form: { get(name: string): unknown }): DraftRule {
  const text = (name: string) => {
    const typed = form.get(name);
    return typeof typed === "string" ? typed.slice(0, 1000) : "";
  };
  const joining = (name: string): Joining => (text(name) === "any" ? "any" : "all");
  const groups: DraftGroup[] = [];
  for (let g = 0; g < mostOfSegment.groups && text(fieldName("of", g)); g += 1) {
    const conditions: DraftCondition[] = [];
    for (let c = 0; c < mostOfSegment.conditions && text(fieldName("kind", g, c)); c += 1) {
      const names = text(fieldName("fields", g, c))
        .split(",")
        .slice(0, 4);
      const values = names.filter(Boolean).map((name) => [name, text(fieldName(`value-${name}`, g, c))] as const);
      conditions.push({
        kind: text(fieldName("kind", g, c)),
        not: text(fieldName("not", g, c)) === "yes",
        values: Object.fromEntries(values),
      });
    }
    groups.push({ of: joining(fieldName("of", g)), conditions });
  }
  return { of: joining("of"), groups: groups.length > 0 ? groups : emptyRule.groups };
}

/** Reads what a button of the form asks for, like `remove 0 2`; null for anything else. */
export function stepFromForm(form: { get(name: string): unknown }): DraftStep | null {
  const [act, ...places] = String(form.get("step") ?? "").split(" ");
  const [group = NaN, condition = NaN] = places.map(Number);
  if (act === "add-group") return { act };
  if (!Number.isInteger(group)) return null;
  if (act === "remove-group") return { act, group };
  if (act === "add") return { act, group, kind: String(form.get(fieldName("new", group)) ?? "").slice(0, 50) };
  return act === "remove" && Number.isInteger(condition) ? { act, group, condition } : null;
}
