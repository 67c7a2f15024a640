import type { Context } from "#app/context.server.ts";
import { countDeliveries, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { segmentOfSend } from "#app/models/issues/editions.server.ts";
import { issueByNumber, type Issue } from "#app/models/issues/issues.server.ts";
import { CommandFault, UsageFault } from "./faults.ts";
import { table } from "./terminal.ts";

/** Returns the issue of `--issue`. */
export async function issueNumber(context: Context, text: string): Promise<Issue> {
  if (!/^\d{1,9}$/.test(text)) throw new UsageFault(`--issue is a number, not “${text}”.`);
  const issue = await issueByNumber(context, Number(text));
  if (!issue) throw new CommandFault(`There is no issue ${text}.`);
  return issue;
}

/** Counts an edition's deliveries in each state, for people and for programs, and says which segment it went to. */
export async function stateTable(context: Context, { editionId }: { editionId: number | null }) {
  const counts = await countDeliveries(context, editionId);
  const { total, deferred, ...states } = counts;
  const rows = Object.entries(states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => [state, count, noteOn(state, counts)] as [string, number, string]);
  const segment = await segmentOfSend(context, editionId);
  const whom = segment ? `To the segment “${segment.name}”: those ${segment.words}.\n` : "";
  const json = { total, states, ...(segment && { segment }) };
  return { words: whom + table([...rows, ["total", total, ""]]), json };
}

/** Names the servers that deferred the readers. */
export function serversOf(readers: number): string {
  return readers === 1 ? "the reader’s server" : "their servers";
}

function noteOn(state: string, counts: Counts): string {
  if (state === "queued" && counts.deferred > 0)
    return `${counts.deferred} of them put off by ${serversOf(counts.deferred)}`;
  if (state === "uncertain") return "nobody knows whether they got it; never sent again by itself";
  return "";
}

/** The JSON of `send-issue` and `deliveries`. */
export function toJson(issue: Issue, json: Awaited<ReturnType<typeof stateTable>>["json"]) {
  return { issue: issue.number, ...json };
}
