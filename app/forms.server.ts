import type { SubmissionResult } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import type { z } from "zod";

/** What a form held: the checked values; or the answer that shows each fault at its field, with nothing typed lost. */
export type Parsed<T> =
  | { value: T; fault(errors: Record<string, string[]>): SubmissionResult<string[]> }
  | { reply: SubmissionResult<string[]> };

/**
 * Reads a form by a schema. Passwords are never sent back into a page.
 * `fault` makes the same kind of answer for what only the model can know, like a slug that is taken.
 */
export function parseForm<S extends z.ZodType>(schema: S, form: FormData): Parsed<z.output<S>> {
  const submission = parseWithZod(form, { schema });
  const hideFields = ["password"];
  if (submission.status !== "success") return { reply: submission.reply({ hideFields }) };
  return { value: submission.value, fault: (fieldErrors) => submission.reply({ fieldErrors, hideFields }) };
}
