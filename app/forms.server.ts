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

/**
 * The whole number in a page's address.
 * @throws a 404 for anything that no row can have
 */
export function pathNumber(text: string | undefined): number {
  const number = /^\d{1,9}$/.test(text ?? "") ? Number(text) : 0;
  if (number === 0) throw new Response("There is no such page.", { status: 404 });
  return number;
}
