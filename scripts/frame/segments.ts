import type { Context } from "#app/context.server.ts";
import type { Narrowing } from "#app/models/segments/narrowing.server.ts";
import { wordSegmentLack } from "#app/models/segments/rules.server.ts";
import { segmentNamed, segmentNarrowing } from "#app/models/segments/segments.server.ts";
import { CommandFault, UsageFault } from "./faults.ts";

/**
 * Returns the segment that an option names, for readers of a list.
 * @throws UsageFault for an unknown name, CommandFault for a segment that nobody can be judged by
 */
export async function segmentOf(context: Context, name: string, listId: number): Promise<Narrowing> {
  const id = await segmentNamed(context, name);
  const segment = id === null ? null : await segmentNarrowing(context, id, listId);
  if (!segment) throw new UsageFault(`--segment: there is no segment “${name}”. The desk lists them.`);
  if (segment.lacks.length === 0) return segment;
  throw new CommandFault(
    `Nobody can be judged by the segment “${name}”. ${segment.lacks.map(wordSegmentLack).join(" ")}`,
  );
}
