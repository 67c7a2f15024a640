import { formatDuration } from "#app/models/dates.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import type { IssueFault } from "#app/models/issues/rendering.server.ts";
import type { Findings, Sizes } from "./findings.server.ts";

/** Returns the fault that prevents the send, or null. */
export function rehearsalFault({ faults: { count, named } }: Findings): IssueFault | null {
  if (count === 0) return null;
  const { email, reason } = named[0]!;
  return { error: "rehearsal", messages: count, email, reason };
}

/** Lists the warnings that must be confirmed before a send, one sentence each. */
export function rehearsalWarnings({ duplicates, newToGmail, ...found }: Findings): string[] {
  const { former, readers } = found;
  const warnings: string[] = [];
  if (former && former.readers > 0 && Math.abs(readers - former.readers) > former.readers / 2)
    warnings.push(
      `It would go to ${describeAudience(found)}. Is it the right list, and are its readers the right ones?`,
    );
  if (newToGmail)
    warnings.push(
      `It would go to ${readersAt(found.providers, "Gmail")} Gmail readers. More than 5,000 in a day make you a bulk ` +
        "sender for Gmail, for good: SPF, DKIM and DMARC must be in order, and complaints below 0.3 %.",
    );
  if (duplicates.count > 0)
    warnings.push(
      duplicates.count === 1
        ? "1 of the messages would be a second one to the same mailbox."
        : `${duplicates.count.toLocaleString("en")} of the messages would be second ones to the same mailbox.`,
    );
  return warnings;
}

/** Like `1,200 readers, 200 more (+20 %) than issue 11`. */
function describeAudience({ readers, former }: Pick<Findings, "readers" | "former">): string {
  const all = countOf(readers, "reader");
  if (!former) return all;
  const difference = readers - former.readers;
  if (difference === 0) return `${all}, as many as issue ${former.number}`;
  const more = `${Math.abs(difference).toLocaleString("en")} ${difference > 0 ? "more" : "fewer"}`;
  const share = former.readers > 0 ? ` (${wordShare(difference / former.readers)})` : "";
  return `${all}, ${more}${share} than issue ${former.number}`;
}

function wordShare(share: number): string {
  const percent = Math.round(Math.abs(share) * 1000) / 10;
  return `${share > 0 ? "+" : "−"}${percent < 10 ? percent : Math.round(percent)} %`;
}

function readersAt(providers: Findings["providers"], name: string): string {
  return (providers.find((one) => one.name === name)?.readers ?? 0).toLocaleString("en");
}

/** Lists all other results, each with its name: the same at the desk and at the terminal. */
export function rehearsalRows(found: Findings): [string, string][] {
  const { html, wire, providers, duplicates, seconds } = found;
  const mailboxes = providers.filter(({ readers }) => readers > 0);
  return [
    ["Readers", describeAudience(found)],
    ["HTML", `${wordSizes(html)} Gmail cuts mails off at 102 KB.`],
    ["Whole message", wordSizes(wire) + (wire ? wordEncoded(wire) : "")],
    ["Mailboxes", mailboxes.map(({ name, readers }) => `${name} ${readers.toLocaleString("en")}`).join(", ")],
    ["Doubles", duplicates.count === 0 ? "No two Message-IDs or mailboxes are alike." : "Some are alike: see above."],
    [
      "Duration",
      seconds === null ? "Nothing to go by yet: no limit is set, nothing was sent." : formatDuration(seconds),
    ],
  ];
}

function wordSizes(sizes: Sizes | null): string {
  if (!sizes) return "No message could be written.";
  const [smallest, median, largest] = [sizes.smallest.bytes, sizes.median, sizes.largest.bytes].map(kb);
  if (smallest === largest) return `${largest} KB each.`;
  return `${smallest} to ${largest} KB, half of them up to ${median} KB; the largest is ${sizes.largest.email}’s.`;
}

/** It is not public which of the two sizes Gmail counts (E-10). */
function wordEncoded(wire: Sizes): string {
  return wire.largest.bytes > 102 * 1024
    ? " All that leaves: text, HTML and the mail’s head. Should Gmail count all of it and not the HTML alone, it would cut the mail off."
    : " All that leaves, text, HTML and the mail’s head; the DKIM signature adds about half a KB.";
}

function kb(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
