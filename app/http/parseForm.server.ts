import type { SubmissionResult } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { z } from "zod";

/** A parsed form: its values; or the response with each error at its field, and everything that was typed. */
type Parsed<T> =
  | { value: T; fault(errors: Record<string, string[]>): SubmissionResult<string[]> }
  | { reply: SubmissionResult<string[]> };

/**
 * Parses a form by a schema. Passwords are never sent back into a page. `fault` makes the same response for an error
 * that only the model can find, like a slug that is taken.
 */
export function parseForm<S extends z.ZodType>(schema: S, form: FormData): Parsed<z.output<S>> {
  const submission = parseWithZod(withOurNames(form), { schema });
  const hideFields = [...form.keys()].filter((name) => /password/i.test(name));
  if (submission.status !== "success") return { reply: submission.reply({ hideFields }) };
  return { value: submission.value, fault: (fieldErrors) => submission.reply({ fieldErrors, hideFields }) };
}

/**
 * Keeps fields of the form `name`, `name[3]` and `name[3].key`. Conform would make an array of a billion places of
 * `x[999999999]`, and parses its own fields, like `__intent__`, as JSON without a check.
 */
function withOurNames(form: FormData): FormData {
  const ours = new FormData();
  for (const [name, value] of form)
    if (/^(?!__)\w{1,50}(\[\d{1,3}\](\.\w{1,50})?)?$/.test(name)) ours.append(name, value);
  return ours;
}
