import type { Context } from "#app/context.server.ts";
import { isMailProvider } from "#app/models/mailProviders.ts";
import { readProviderEvent } from "./providers/providers.server.ts";
import { mostBytes } from "./receiving.server.ts";
import type { Kept, ToldReport } from "./settling.server.ts";
import { taughtRules } from "./taught.server.ts";
import { isDoubtful, understandMail } from "./understanding/understandMail.server.ts";

/** The version of the rules; a higher one may understand differently what is kept. */
export const rulesVersion = 3;

/** Returns the reports of a message. */
export async function understood(context: Context, message: Kept): Promise<ToldReport[]> {
  if (message.provider && isMailProvider(message.provider))
    return readProviderEvent(message.provider, message.raw).map(({ at, report }) => ({
      at: Math.min(at ?? message.at, message.at),
      report,
    }));
  const { sentTo } = message;
  // Only a reader's answer may be larger (B-08), and what it is, its beginning tells.
  const raw = message.raw.length > mostBytes ? message.raw.subarray(0, mostBytes) : message.raw;
  let reports = await understandMail(raw, [], sentTo);
  if (reports.some(isDoubtful)) {
    const taught = await taughtRules(context);
    if (taught.length > 0) reports = await understandMail(raw, taught, sentTo);
  }
  return reports.map((report) => ({ at: message.at, report }));
}
