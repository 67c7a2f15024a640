import type { Context } from "#app/context.server.ts";
import { listById } from "#app/models/readers/lists.server.ts";
import { narrowingOfIssue, type Narrowing } from "#app/models/segments/narrowing.server.ts";
import { isSegment } from "#app/models/segments/segments.server.ts";

/** The segment of an issue, in words as of now. */
export type IssueSegment = Omit<Narrowing, "test">;

/** Returns the segment that an issue goes to; null for all of its list. */
export async function segmentOfIssue(
  context: Context,
  issue: { id: number; listId: number },
): Promise<IssueSegment | null> {
  const narrowing = await narrowingOfIssue(context, issue);
  if (!narrowing) return null;
  const { test: _, ...segment } = narrowing;
  return segment;
}

/** Returns the segment of a new issue. One that was deleted since is none: its sheet then says that all get it. */
export async function usableSegment(context: Context, id: number | null | undefined): Promise<number | null> {
  return id && (await isSegment(context, id)) ? id : null;
}

/**
 * Returns what is saved of an issue, once its list and its segment are there; or the fault.
 * @param row the issue as it is; its segment may be deleted
 * @param restores set for a revision: its words come back although its segment is deleted, and who gets them stays
 */
export async function withReadersThere<Input extends { listId: number; segmentId: number | null }>(
  context: Context,
  input: Input,
  row: { segment_id: number | null },
  restores: number | undefined,
): Promise<Input | { error: "list-gone" | "segment-gone" }> {
  if (!(await listById(context, input.listId))) return { error: "list-gone" };
  const { segmentId } = input;
  if (segmentId === null || segmentId === row.segment_id || (await isSegment(context, segmentId))) return input;
  return restores === undefined ? { error: "segment-gone" } : { ...input, segmentId: row.segment_id };
}
