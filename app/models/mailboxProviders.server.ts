type Provider = {
  domains: string[];
  /** Names that have a domain in many countries, like `yahoo.co.uk` and `yahoo.fi`. */
  inManyCountries?: string[];
};

/** The mailbox providers with rules for senders, by name (P-05). */
const providers: Record<string, Provider> = {
  Gmail: { domains: ["gmail.com", "googlemail.com"] },
  Microsoft: {
    domains: [
      ...["outlook.com", "outlook.fr", "outlook.de", "outlook.es", "live.com", "msn.com"],
      ...["hotmail.com", "hotmail.fr", "hotmail.de", "hotmail.es", "hotmail.it", "hotmail.co.uk"],
    ],
    inManyCountries: ["outlook", "hotmail", "live", "msn"],
  },
  Yahoo: {
    domains: [
      ...["yahoo.com", "yahoo.fr", "yahoo.de", "yahoo.es", "yahoo.it", "yahoo.co.uk"],
      ...["ymail.com", "rocketmail.com", "aol.com"],
    ],
    inManyCountries: ["yahoo", "ymail", "aol"],
  },
  Apple: { domains: ["icloud.com", "me.com", "mac.com"] },
  "GMX and web.de": { domains: ["gmx.de", "gmx.net", "gmx.com", "web.de"], inManyCountries: ["gmx"] },
};

const proton = ["proton.me", "protonmail.com", "protonmail.ch"];

/** Where many others have their mailbox, some of them a firm its own sender. */
const otherDomains = [
  ...["t-online.de", "freenet.de", "online.de", "orange.fr", "wanadoo.fr", "laposte.net", "free.fr", "sfr.fr"],
  ...["libero.it", "comcast.net", "verizon.net", "btinternet.com", "mail.com", "email.com", "mail.ru", "yandex.ru"],
  ...["zoho.com", "fastmail.com"],
];

/** The most common mailbox domains: an address with a typing error is likely at one of these. */
export const commonDomains = [
  ...Object.values(providers).flatMap(({ domains }) => domains),
  ...proton,
  ...otherDomains,
];

/** Their names in display order; the last one is for all other domains. */
export const providerNames = [...Object.keys(providers), "Others"];

/** @param domain in lower case */
export function providerOf(domain: string): string {
  return Object.keys(providers).find((name) => isOf(providers[name]!, domain)) ?? "Others";
}

/** True for the domain of a mailbox provider or one below it, which no briefing may send From (H-29). */
export function isProviderDomain(email: string): boolean {
  const labels = email
    .slice(email.indexOf("@") + 1)
    .toLowerCase()
    .split(".");
  const domains = labels.map((_, i) => labels.slice(i).join("."));
  return domains.some((domain) => providerOf(domain) !== "Others" || proton.includes(domain));
}

function isOf({ domains, inManyCountries = [] }: Provider, domain: string): boolean {
  // `.co`, `.cm` and `.om` are countries, but at a provider's name they are `.com` with a slip in it.
  const [, name = ""] = /^([a-z]+)\.(?!co$|cm$|om$)(?:[a-z]{2}|com?\.[a-z]{2})$/.exec(domain) ?? [];
  return domains.includes(domain) || inManyCountries.includes(name);
}

/**
 * Messages of one domain to Gmail in a day: from this number on Gmail counts it among the bulk senders, permanently.
 */
export const gmailBulk = 5000;
export const gmailDomains = providers.Gmail!.domains;
