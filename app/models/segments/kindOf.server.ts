import type { z } from "zod";
import type { ConditionField } from "./draft.ts";
import type { SegmentFacts, SegmentLack } from "./facts.server.ts";
import type { Holds, ReaderQuery } from "./readerQuery.server.ts";

/** Everything about one kind of condition: an entry here is all that a new one needs. */
type ConditionKindOf<S extends z.ZodType> = {
  /** Its name in the builder’s menu. */
  label: string;
  /** The words between “they” and the value, and those of its opposite. */
  is: string;
  isNot: string;
  fields: ConditionField[];
  schema: S;
  /** The value in words, after `is` or `isNot`. */
  words: (value: z.output<S>, facts: SegmentFacts) => string;
  /** Why nobody can be judged by it now. `listId`: of the issue; null for no list in particular. */
  lack?: (value: z.output<S>, facts: SegmentFacts, listId: number | null) => SegmentLack | null;
  holds: (eb: ReaderQuery, value: z.output<S>, facts: SegmentFacts) => Holds;
};

/** Holds a kind to its own schema. */
export function kindOf<S extends z.ZodType>(kind: ConditionKindOf<S>): ConditionKindOf<S> {
  return kind;
}
