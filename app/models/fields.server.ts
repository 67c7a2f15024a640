import { z } from "zod";
import { hiddenSigns, tidyLine } from "./lines.ts";

/**
 * A field of one line: trimmed, NFC, not empty, no control or direction-changing characters (E-06), whole code points.
 * @param missing the error text of an empty field
 * @param longest in characters
 */
export function oneLine(missing: string, longest: number) {
  return optionalLine(longest, missing).pipe(z.string(missing).min(1, missing));
}

/** Like `oneLine`, but it may be empty. */
export function optionalLine(longest: number, missing = "") {
  return z
    .string(missing)
    .default("")
    .transform((text) => text.trim().normalize("NFC"))
    .refine((text) => !hiddenSigns.test(text), "This has a line break or a hidden sign; type it as one line.")
    .refine((text) => text.isWellFormed(), "This has a broken character.")
    .refine((text) => text.length <= longest, `At most ${longest} characters.`);
}

/** A text of several lines, line breaks made `\n`, with no other control character (PostgreSQL rejects NUL). */
export function manyLines(longest: number, missing = "") {
  return z
    .string(missing)
    .transform((text) => text.replace(/\r\n?/g, "\n").trim().normalize("NFC"))
    .refine((text) => !hiddenSigns.test(text.replace(/[\n\t]/g, "")), "This has a hidden sign; type it anew.")
    .refine((text) => text.isWellFormed(), "This has a broken character.")
    .refine((text) => text.length <= longest, `At most ${longest} characters.`);
}

/** A line of a draft as typed: hidden characters become spaces, and nothing else is asked. */
export function typedLine(longest: number) {
  return z
    .string()
    .max(longest)
    .default("")
    .transform((text) => tidyLine(text, longest));
}

/** @returns like `1,234 readers`, `1 reader` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** The id of a row, from a form, within the range of a database integer. */
export function rowId(missing: string) {
  return z.coerce.number(missing).int(missing).positive(missing).max(2_147_483_647, missing);
}
