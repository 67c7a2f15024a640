import { commonDomains, providerOf } from "./mailboxProviders.server.ts";

/** A shorter name is one slip away from too many real ones. */
const shortestName = 5;

/**
 * Guesses a typing error in the domain of an address: `ana@gmial.com` is likely `ana@gmail.com`.
 * @returns the likely address, or null; only ever a hint
 */
export function likelyAddress(email: string): string | null {
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1).toLowerCase();
  if (commonDomains.includes(domain) || providerOf(domain) !== "Others") return null;
  const candidates = commonDomains
    .filter((known) => known.indexOf(".") >= shortestName)
    .map((known) => ({ known, slips: slipsBetween(domain, known) }))
    .filter(({ known, slips }) => slips <= (known.length > 9 ? 2 : 1))
    .sort((a, b) => a.slips - b.slips);
  return candidates[0] ? `${email.slice(0, at)}@${candidates[0].known}` : null;
}

/** Counts letters left out, added, changed or exchanged with the next one (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
