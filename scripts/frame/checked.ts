import type { z } from "zod";
import { UsageFault } from "./faults.ts";

/**
 * What a model's schema makes of the options.
 * @param option its name, when the schema is of one alone
 * @param Kind of what is no option, but came another way
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

/** `fromAddress` and `fromName` come from `--from`; the others only change their spelling. */
function toOption(field: string): string {
  if (field.startsWith("from")) return "from";
  if (field === "listId") return "list";
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
