import type { z } from "zod";
import { UsageFault } from "./faults.ts";

/**
 * Checks options by a model's schema.
 * @param option its name, when the schema is of a single option
 * @param Kind the fault of values that are not options
 * @throws UsageFault with every fault, one a line
 */
export function checked<S extends z.ZodType>(
  schema: S,
  input: unknown,
  option = "",
  Kind: new (message: string) => Error = UsageFault,
): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const named = toOption(String(issue.path[0] ?? option));
    return named ? `--${named}: ${issue.message}` : issue.message;
  });
  throw new Kind(lines.join("\n"));
}

/** `--from` sets `fromAddress` and `fromName`; other options are the field's name in kebab case. */
function toOption(field: string): string {
  if (field.startsWith("from")) return "from";
  if (field === "listId") return "list";
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
