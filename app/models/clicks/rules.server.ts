import { commonDomains, isProviderDomain } from "#app/models/mailboxProviders.server.ts";
import { isApples, isBrowser, isGateway, isScanningAgent, pictureProxies } from "./programs.server.ts";
import type { Signal } from "./signals.server.ts";
import { isOfSweep, nearestOther, type Seen, type HitSurroundings, type Verdict } from "./scene.server.ts";

/** How sure a rule is, in words; the number is about how many of a hundred such hits are what it says. */
export const confidences = {
  certain: 0.99,
  "very likely": 0.95,
  likely: 0.85,
  "as likely as not": 0.5,
} as const;
type Confidence = keyof typeof confidences;

/** A rule about one hit. The first that fits decides. */
export type Rule = {
  verdict: Verdict;
  confidence: Confidence;
  /** A sentence for the desk and for `docs/numbers.md`. */
  says: string;
  /** True where program or network are looked at: `fits` is then false once they are forgotten. */
  needs?: true;
  /** About pictures, or about both; absent: about links alone. */
  about?: "picture" | "both";
  /** True where other hits of the same source within ten minutes are judged like this one. */
  spreads?: true;
  fits: (seen: Seen, surroundings: HitSurroundings) => boolean;
};

/** So many others of a domain in the same second are no chance. */
export const crowd = 3;

const second = 1000;
const minute = 60 * second;

const limits = {
  /** Our clocks and the moment at which a reply is recorded. */
  skew: 2 * second,
  /** A mail is not delivered, noticed, opened and read in that time. */
  tooSoon: 5 * second,
  soon: 15 * second,
  /** Two different links are not pressed one after the other so fast. */
  hand: 300,
  sweepPace: 1.5 * second,
  slowPace: 15 * second,
  atDelivery: 2 * minute,
  frozen: 10 * minute,
  /** Links that tell a sweep; of a mail with fewer, a person may well press all. */
  fewest: 4,
  most: 0.6,
  all: 0.9,
  slowMost: 0.75,
  slowDelivery: 3 * minute,
  wanders: 3,
  everywhere: 0.75,
  firstAlone: 3 * minute,
};

const isSweep = (seen: Seen) =>
  isOfSweep(seen) && seen.stretch.covered >= limits.most && seen.stretch.firsts.length >= limits.fewest;
const isEverything = ({ isFirst, stretch }: Seen) =>
  isFirst && stretch.covered >= limits.all && stretch.firsts.length > limits.fewest && stretch.pace <= limits.slowPace;
/** At a public provider many people click in the same second by chance. */
export const isPublicDomain = (domain: string) => commonDomains.includes(domain) || isProviderDomain(domain);
const wanders = ({ isFirstOfVisit, visit: { links, networks } }: Seen) =>
  isFirstOfVisit && networks.size >= limits.wanders && networks.size === links.size;
const isFromEverywhere = (seen: Seen) =>
  seen.hit.network !== null &&
  isOfSweep(seen) &&
  seen.stretch.networks.size >= limits.fewest &&
  seen.stretch.networks.size >= seen.stretch.firsts.length * limits.everywhere;
/** Time in which a single click tells too little: a gateway of Barracuda asks for the first link alone, minutes later too. */
const soonFor = ({ hit: { n }, stretch }: Seen, domain: string) => {
  if (isPublicDomain(domain)) return limits.soon;
  return n === 1 && stretch.firsts.length === 1 ? limits.firstAlone : minute;
};
const has = ({ hit }: Seen, mark: Signal) => hit.signals.includes(mark);
const unlikeBrowsers: Signal[] = ["no-accept-language", "no-accept", "accepts-all", "no-accept-encoding", "fetches"];

/** Every rule, in the order in which they are asked; the last always fits. `docs/numbers.md` is held to this table. */
export const rules = {
  canary: {
    verdict: "machine",
    confidence: "certain",
    says: "It asked for the link that people cannot see.",
    spreads: true,
    fits: ({ hit }) => hit.n === 0,
  },
  method: {
    verdict: "machine",
    confidence: "certain",
    says: "It asked only whether the page is there (HEAD); a browser asks for the page.",
    about: "both",
    spreads: true,
    fits: ({ hit }) => hit.method !== "GET",
  },
  ahead: {
    verdict: "machine",
    confidence: "very likely",
    says: "It says itself that it fetches ahead, before anybody has pressed anything.",
    about: "both",
    fits: (seen) => has(seen, "prefetch"),
  },
  applePicture: {
    verdict: "machine",
    confidence: "very likely",
    says: "Apple fetched the picture ahead (Mail Privacy Protection), whether or not the mail is ever opened.",
    needs: true,
    about: "picture",
    fits: ({ hit }) => hit.network !== null && hit.agent === "Mozilla/5.0",
  },
  proxiedPicture: {
    verdict: "unknown",
    confidence: "as likely as not",
    says: "A mail provider fetched the picture, for somebody or for its own checks; it does not say which.",
    needs: true,
    about: "picture",
    fits: ({ hit }) => hit.network !== null && pictureProxies.test(hit.agent),
  },
  program: {
    verdict: "machine",
    confidence: "certain",
    says: "The program names itself as one that looks at links, or not at all.",
    needs: true,
    about: "both",
    spreads: true,
    fits: ({ hit }) => hit.network !== null && isScanningAgent(hit.agent),
  },
  before: {
    verdict: "machine",
    confidence: "certain",
    says: "It came before the mail had been accepted: a gateway looked while it held the mail.",
    about: "both",
    spreads: true,
    fits: ({ age }) => age !== null && age < -limits.skew,
  },
  gateway: {
    verdict: "machine",
    confidence: "very likely",
    says: "It came from a network of a known mail gateway (Microsoft, Proofpoint, Mimecast, Barracuda).",
    needs: true,
    about: "both",
    spreads: true,
    fits: ({ hit }) => hit.network !== null && isGateway(hit.network),
  },
  bare: {
    verdict: "machine",
    confidence: "very likely",
    says: "It claims to be a browser, and does not ask for a page in a language as every browser does.",
    needs: true,
    spreads: true,
    fits: (seen) =>
      seen.hit.network !== null && isBrowser(seen.hit.agent) && unlikeBrowsers.some((mark) => has(seen, mark)),
  },
  withCanary: {
    verdict: "machine",
    confidence: "very likely",
    says: "Among requests that follow each other within a minute, one was for the link that people cannot see.",
    fits: (seen) => seen.stretch.canaries.size > 0 && (isOfSweep(seen) || seen.stretch.canaries.has(seen.source)),
  },
  tooSoon: {
    verdict: "machine",
    confidence: "very likely",
    says: "It came within five seconds of the mail being accepted: nobody receives, opens and reads it so fast.",
    spreads: true,
    fits: ({ age }) => age !== null && age < limits.tooSoon,
  },
  sweep: {
    verdict: "machine",
    confidence: "very likely",
    says: "Most links of the mail, four at least, were looked at within seconds.",
    spreads: true,
    fits: (seen) => isSweep(seen) && seen.stretch.pace <= limits.sweepPace,
  },
  pace: {
    verdict: "machine",
    confidence: "very likely",
    says: "Two different links within three tenths of a second: no hand is so fast.",
    spreads: true,
    fits: (seen) => seen.isFirst && nearestOther(seen) < limits.hand,
  },
  crowd: {
    verdict: "machine",
    confidence: "likely",
    says: "Three more readers of the same domain, which is no public provider, clicked in the same second.",
    fits: ({ others }, { domain }) => others >= crowd && !isPublicDomain(domain),
  },
  everything: {
    verdict: "machine",
    confidence: "likely",
    says: "Each link was looked at once, all of them, beginning within two minutes of the mail being accepted.",
    spreads: true,
    fits: (seen) => isEverything(seen) && seen.stretch.begins !== null && seen.stretch.begins < limits.atDelivery,
  },
  slowCanary: {
    verdict: "machine",
    confidence: "likely",
    says: "The same browser also asked for the link that people cannot see, with less than ten minutes from one to the next.",
    needs: true,
    fits: ({ isFirstOfVisit, visit }) => isFirstOfVisit && visit.links.has(0),
  },
  slowEverything: {
    verdict: "machine",
    confidence: "likely",
    says: "One browser looked at three quarters of the links, five at least, a minute apart or less, beginning within three minutes of the mail.",
    needs: true,
    fits: ({ isFirstOfVisit, visit: { covered, links, pace, begins } }) =>
      isFirstOfVisit &&
      covered >= limits.slowMost &&
      links.size > limits.fewest &&
      pace <= minute &&
      begins !== null &&
      begins < limits.slowDelivery,
  },
  wandering: {
    verdict: "machine",
    confidence: "likely",
    says: "One browser looked at three links or more, each from another network, or several at four within minutes; Apple’s alone may change theirs.",
    needs: true,
    fits: (seen) => !isApples(seen.hit.agent) && (wanders(seen) || isFromEverywhere(seen)),
  },
  company: {
    verdict: "machine",
    confidence: "likely",
    says: "The same program in the same network did within ten minutes what only machines do.",
    needs: true,
    about: "both",
    // Found by `judge`, which knows how the others were judged.
    fits: () => false,
  },
  frozen: {
    verdict: "machine",
    confidence: "likely",
    says: "Within ten minutes of the mail being accepted, by a Chrome that is three years old: sandboxes have such.",
    needs: true,
    spreads: true,
    fits: ({ hit, age, isFrozen }) => hit.network !== null && isFrozen && age !== null && age < limits.frozen,
  },
  everythingLater: {
    verdict: "unknown",
    confidence: "as likely as not",
    says: "Each link was looked at once, all of them, with seconds between: a late check, or a person who opens all.",
    fits: isEverything,
  },
  soon: {
    verdict: "unknown",
    confidence: "as likely as not",
    says: "It came within a minute of the mail being accepted, for the first link alone within three, at a public provider within fifteen seconds: few people are so fast, and many gateways.",
    fits: (seen, { domain }) => seen.age !== null && seen.age < soonFor(seen, domain),
  },
  unnamed: {
    verdict: "unknown",
    confidence: "as likely as not",
    says: "The program is neither a known browser nor a known machine.",
    needs: true,
    fits: ({ hit }) => hit.network !== null && !isBrowser(hit.agent),
  },
  shown: {
    verdict: "person",
    confidence: "likely",
    says: "A mail program fetched the picture, as it does when it shows the mail.",
    needs: true,
    about: "picture",
    fits: ({ hit }) => hit.n === null && hit.network !== null,
  },
  person: {
    verdict: "person",
    confidence: "very likely",
    says: "A browser asked for the page, at a time and a pace of people, and nothing speaks against it.",
    needs: true,
    fits: ({ hit }) => hit.network !== null,
  },
  forgotten: {
    verdict: "unknown",
    confidence: "as likely as not",
    says: "Program and network are not known: forgotten, or not kept because the reader is not to be counted.",
    about: "both",
    fits: () => true,
  },
} satisfies Record<string, Rule>;

/** The name of a rule, as rows have it. */
export type RuleId = keyof typeof rules;
