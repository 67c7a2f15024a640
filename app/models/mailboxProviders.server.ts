/** The mailbox providers whose rules a sender has to know, by the domains of their addresses (P-05). */
const domains: Record<string, RegExp> = {
  Gmail: /^(gmail|googlemail)\.com$/,
  Microsoft: /^(outlook|hotmail|live|msn)\.[a-z.]+$/,
  Yahoo: /^((yahoo|ymail|aol)\.[a-z.]+|rocketmail\.com)$/,
  Apple: /^(icloud|me|mac)\.com$/,
  "GMX and web.de": /^(gmx\.[a-z.]+|web\.de)$/,
};

/** Their names, in the order they are shown in; the last is for everyone else. */
export const providerNames = [...Object.keys(domains), "Others"];

/** @param domain in lower case */
export function providerOf(domain: string): string {
  return Object.keys(domains).find((name) => domains[name]!.test(domain)) ?? "Others";
}

/** From so many on, of one domain's messages to Gmail in a day, Gmail counts it among the bulk senders, for good. */
export const gmailBulk = 5000;
export const gmailDomains = ["gmail.com", "googlemail.com"];
