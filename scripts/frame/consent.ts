import type { Context } from "#app/context.server.ts";
import type { ExportOrder } from "#app/models/consent/export.server.ts";
import { wordChainFault } from "#app/models/consent/faultWords.server.ts";
import type { ConsentVerdict } from "#app/models/consent/verifyDatabase.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { CommandFault, UsageFault } from "./faults.ts";
import { listOf } from "./lists.ts";
import { operator } from "./operator.ts";
import { table } from "./terminal.ts";

type Chosen = { list: string | undefined; email: string | undefined; personal: boolean };

/** Returns the receipts that `--list` and `--email` select. @throws CommandFault for an unknown list or reader */
export async function exportOrder(context: Context, { list: slug, email, personal }: Chosen): Promise<ExportOrder> {
  const list = slug === undefined ? undefined : await listOf(context, slug);
  const subscriber = email === undefined ? undefined : await subscriberByEmail(context, email);
  if (email !== undefined && !subscriber) throw new CommandFault("--email: Nobody has this address.");
  return { list, subscriberId: subscriber?.id, personal, actor: operator() };
}

/** @throws UsageFault for a text that is not a SHA-256 */
export function expectedHash(typed: string | undefined): string | undefined {
  const hash = typed?.trim().toLowerCase();
  if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash))
    throw new UsageFault("--expect: A hash has 64 digits from 0 to 9 and a to f.");
  return hash;
}

/** For people: OK with the head to note down, or the first fault. */
export function consentVerdictText({ head, tally, fault }: ConsentVerdict): string {
  if (fault)
    return `BROKEN. ${wordChainFault(fault)}\nOf those before it, ${countOf(tally.events, "receipt")} ${tally.events === 1 ? "is" : "are"} as written.`;
  const erased: [string, number][] = [
    ["of them, address and name erased", tally.whoErased],
    ["of them, IP address and user agent erased", tally.tracesErased],
  ];
  const rows: [string, number][] = [
    ["receipts", tally.events],
    ...erased.filter(([, count]) => count > 0),
    ["wordings", tally.wordings],
  ];
  return [
    "OK: every receipt is as it was written.",
    "",
    table(rows),
    "",
    `Head: receipt ${head.events}, ${head.hash}`,
    "Keep this line outside of this machine; later: npm run consent -- verify --expect HASH",
  ].join("\n");
}

/** The same for programs. */
export function verdictJson({ head, tally, fault }: ConsentVerdict) {
  const { events: receipts, ...counts } = tally;
  const shown = fault && { seq: fault.seq, what: fault.what, words: wordChainFault(fault) };
  return { ok: fault === null, receipts, ...counts, head, fault: shown };
}
