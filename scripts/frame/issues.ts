import type { Context } from "#app/context.server.ts";
import { countDeliveries, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { segmentOfSend } from "#app/models/issues/editions.server.ts";
import { issueByNumber, type Issue } from "#app/models/issues/issues.server.ts";
import { testReport, type TestReport } from "#app/models/sending/subjectTests/report.server.ts";
import { sayChance } from "#app/models/sending/subjectTests/words.ts";
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
export async function stateTable(context: Context, { editionId }: { editionId: number | null }, issue?: Issue) {
  const counts = await countDeliveries(context, editionId);
  const { total, deferred, ...states } = counts;
  const rows = Object.entries(states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => [state, count, noteOn(state, counts)] as [string, number, string]);
  const segment = await segmentOfSend(context, editionId);
  const whom = segment ? `To the segment “${segment.name}”: those ${segment.words}.\n` : "";
  const test = issue ? await testReport(context, issue, "UTC") : null;
  const json = { total, states, ...(segment && { segment }), ...(test && { test }) };
  return { words: `${whom}${table([...rows, ["total", total, ""]])}${test ? `\n${wordTest(test)}` : ""}`, json };
}

/** Says how a test of subjects stands: each subject with its figures, and what is so now. */
function wordTest({ arms, counted, said }: TestReport): string {
  const did = { clicks: "clicked", replies: "answered" }[counted];
  const rows = arms.map(({ subject, readers, did: count, chance }, i): [string, number, string] => [
    `subject ${i + 1}`,
    readers,
    `got “${subject}”; ${count} ${did}; the best with ${sayChance(chance)}`,
  ]);
  return [table(rows), ...said].join("\n");
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
