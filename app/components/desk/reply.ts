import type { SubmissionResult } from "@conform-to/react";

/** A form action's response: errors by field, and the typed values. */
export type Reply = SubmissionResult<string[]>;

/** Returns the errors of a field, for `<Field error>`. */
export function faultsAt(reply: Reply | undefined, name: string): string[] | null {
  return reply?.error?.[name] ?? null;
}

/** Returns the typed value of a field, else the stored one, for `defaultValue`. */
export function typedAt(reply: Reply | undefined, name: string, stored: string | null = ""): string {
  if (!reply?.initialValue) return stored ?? "";
  const typed = reply.initialValue[name];
  return typeof typed === "string" ? typed : "";
}
