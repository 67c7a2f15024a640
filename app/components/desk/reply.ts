import type { SubmissionResult } from "@conform-to/react";

/** What a form's action sent back: each fault by its field, and what had been typed. */
export type Reply = SubmissionResult<string[]>;

/** The faults at a field, for `<Field error>`. */
export function faultsAt(reply: Reply | undefined, name: string): string[] | null {
  return reply?.error?.[name] ?? null;
}

/** What had been typed into a field, else what is stored, for `defaultValue`. */
export function typedAt(reply: Reply | undefined, name: string, stored: string | null = ""): string {
  if (!reply?.initialValue) return stored ?? "";
  const typed = reply.initialValue[name];
  return typeof typed === "string" ? typed : "";
}
