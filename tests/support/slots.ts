import type { Context } from "#app/context.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { approveIssue } from "#app/models/sending/approvals.server.ts";
import { makeSlot, slotSchema, type Slot } from "#app/models/sending/schedule/slots.server.ts";
import { anArticle, anIssue } from "./newsroom.ts";

/** A slot of `list`, Mondays at 10:00 in Amsterdam unless said otherwise: an hour after the clock of a test begins. */
export async function aSlot(context: Context, list: List, given: Record<string, string> = {}): Promise<Slot> {
  const typed = { listId: list.id, weekday: "1", time: "10:00", timeZone: "Europe/Amsterdam", ...given };
  const made = await makeSlot(context, slotSchema.parse(typed), "Ruth");
  if ("error" in made) throw new Error(made.error);
  return made.slot;
}

/** A complete issue that Ruth approved. @returns its number */
export async function anApprovedIssue(context: Context, list: List): Promise<number> {
  const number = await anIssue(context, list, { articles: [await anArticle(context)] });
  const approved = await approveIssue(context, number, "Ruth");
  if ("error" in approved) throw new Error(approved.error);
  return number;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const week = 7 * 24 * hour;
