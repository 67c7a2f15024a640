import { judgeHits } from "#app/models/clicks/judging.server.ts";
import { day, minute } from "#app/models/durations.ts";
import type { Article } from "#app/models/articles/articles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { aClick, keepMadeHits } from "./clicks.ts";
import type { TestContext } from "./context.ts";
import { anIssue } from "./newsroom.ts";
import { counted, handOver } from "./numbers.ts";

/** An issue that went out to all of a list and was accepted. @returns its number and its edition */
export async function aReadIssue(
  context: TestContext,
  list: List,
  given: { subject?: string; articles?: Article[] } = {},
): Promise<{ number: number; editionId: number }> {
  const number = await anIssue(context, list, given);
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await handOver(context, sent.send.editionId, ["accepted"]);
  await closeWhenDone(context);
  await counted(context);
  return { number, editionId: sent.send.editionId };
}

/** Has each of some readers click links of an edition, a minute apart, as people do; by `[reader, link]`. */
export async function clicked(context: TestContext, editionId: number, clicks: [number, number][]): Promise<void> {
  const acceptedAt = context.clock();
  for (const [i, [reader, n]] of clicks.entries())
    await keepMadeHits(context, { editionId, number: 0, articles: [], acceptedAt }, reader, [
      aClick(n, (i + 10) * minute, { network: `84.30.${reader % 200}.${(i % 200) + 1}` }),
    ]);
  context.later(day);
  while ((await judgeHits(context)) > 0);
}

/** Has readers leave after what they got last. */
export async function left(context: TestContext, list: List, readers: number[], by = "page"): Promise<void> {
  for (const id of readers) await endSubscription(context, id, list.id, by);
  await counted(context);
}
