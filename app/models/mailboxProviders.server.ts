/** The mailbox providers with rules for senders, by the domains of their addresses (P-05). */
const domains: Record<string, RegExp> = {
  Gmail: /^(gmail|googlemail)\.com$/,
  Microsoft: /^(outlook|hotmail|live|msn)\.[a-z.]+$/,
  Yahoo: /^((yahoo|ymail|aol)\.[a-z.]+|rocketmail\.com)$/,
  Apple: /^(icloud|me|mac)\.com$/,
  "GMX and web.de": /^(gmx\.[a-z.]+|web\.de)$/,
};

/** Their names in display order; the last one is for all other domains. */
export const providerNames = [...Object.keys(domains), "Others"];

/** @param domain in lower case */
export function providerOf(domain: string): string {
  return Object.keys(domains).find((name) => domains[name]!.test(domain)) ?? "Others";
}

/**
 * Messages of one domain to Gmail in a day: from this number on Gmail counts it among the bulk senders, permanently.
 */
export const gmailBulk = 5000;
export const gmailDomains = ["gmail.com", "googlemail.com"];
