import type { SubmissionResult } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { z } from "zod";

/** What a form held: the checked values; or the answer that shows each fault at its field, with nothing typed lost. */
type Parsed<T> =
  | { value: T; fault(errors: Record<string, string[]>): SubmissionResult<string[]> }
  | { reply: SubmissionResult<string[]> };

/**
 * Reads a form by a schema. Passwords are never sent back into a page.
 * `fault` makes the same kind of answer for what only the model can know, like a slug that is taken.
 */
export function parseForm<S extends z.ZodType>(schema: S, form: FormData): Parsed<z.output<S>> {
  const submission = parseWithZod(withOurNames(form), { schema });
  const hideFields = [...form.keys()].filter((name) => /password/i.test(name));
  if (submission.status !== "success") return { reply: submission.reply({ hideFields }) };
  return { value: submission.value, fault: (fieldErrors) => submission.reply({ fieldErrors, hideFields }) };
}

/**
 * What a form of ours can have: `name`, `name[3]`, `name[3].key`. Anything else is left out: of `x[999999999]` Conform
 * would make an array of a billion places, and the answer would carry every one; and what it keeps for itself, like
 * `__intent__`, it reads as JSON without looking.
 */
function withOurNames(form: FormData): FormData {
  const ours = new FormData();
  for (const [name, value] of form)
    if (/^(?!__)\w{1,50}(\[\d{1,3}\](\.\w{1,50})?)?$/.test(name)) ours.append(name, value);
  return ours;
}
