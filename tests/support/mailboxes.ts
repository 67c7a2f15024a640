import type { Hit, Verdict } from "#app/models/clicks/scene.server.ts";
import type { Signal } from "#app/models/clicks/signals.server.ts";

/** A hit as a made mailbox causes it, with the truth about it; times are milliseconds after the mail was accepted. */
export type MadeHit = Omit<Hit, "id" | "kept"> & { truth: Exclude<Verdict, "unknown"> };

/** Chances of a made mailbox, so that a run can be repeated. */
export type Dice = {
  /** Between two numbers. */
  between: (least: number, most: number) => number;
  /** Many small values and a few large ones, around a middle. */
  around: (middle: number) => number;
  oneOf: <T>(things: readonly T[]) => T;
  /** True with a chance from 0 to 1. */
  isSo: (chance: number) => boolean;
};

/** Dice that fall alike for the same seed (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    between: (least, most) => least + next() * (most - least),
    around: (middle) => middle * Math.exp(normal()),
    oneOf: (things) => things[Math.floor(next() * things.length)]!,
    isSo: (chance) => next() < chance,
  };
}

export const seconds = (count: number) => count * 1000;
export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;

/** Marks of a browser that goes to a page. */
export const ofBrowser: Signal[] = ["accepts-html", "navigates", "by-user"];

const current = 158;
const chrome = (major: number, system = "Windows NT 10.0; Win64; x64") =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;

/** Agents of people: of computers, telephones and the windows of apps. */
const browsers = [
  chrome(current),
  chrome(current - 1),
  chrome(current - 3, "Macintosh; Intel Mac OS X 10_15_7"),
  chrome(109, "Windows NT 6.1; Win64; x64"),
  `${chrome(current)} Edg/${current}.0.0.0`,
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:155.0) Gecko/20100101 Firefox/155.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Mobile Safari/537.36",
];

/** Chromes of sandboxes, as senders have seen them (gophish 2446, mssola/user_agent 71). */
const frozenChromes = [57, 79, 80, 96].map((major) => chrome(major));

const part = ({ between }: Dice) => Math.floor(between(1, 255));
/** An address at home, in a telephone’s network or an office. */
const somewhere = (dice: Dice) => `${dice.oneOf([81, 84, 91, 93, 178, 188])}.${part(dice)}.${part(dice)}.${part(dice)}`;
/** An address in a cloud that anybody rents. */
const inCloud = (dice: Dice) =>
  `${dice.oneOf(["3", "18", "20", "34", "52"])}.${200 + dice.oneOf([1, 2, 3])}.${part(dice)}.${part(dice)}`;
const within = (dice: Dice, front: string) =>
  front.split(".").length === 3 ? `${front}.${part(dice)}` : `${front}.${part(dice)}.${part(dice)}`;

type Origin = { agent: string; network: string; signals?: Signal[]; method?: string };

function hit(
  at: number,
  n: number | null,
  { agent, network, signals, method }: Origin,
  truth: MadeHit["truth"],
): MadeHit {
  return { n, at, agent, network, method: method ?? "GET", signals: signals ?? ofBrowser, truth };
}

/** Who reads a mail, or looks at it; `links` is how many it has. */
export type Mailbox = (dice: Dice, links: number) => MadeHit[];

const all = (links: number) => Array.from({ length: links }, (_, i) => i + 1);
/** A gateway that takes the links from the HTML finds the one that people cannot see, unless it leaves out what is hidden. */
const withHidden = ({ isSo, between }: Dice, links: number, chance: number) => {
  const order = all(links);
  if (isSo(chance)) order.splice(Math.floor(between(0, links)), 0, 0);
  return order;
};

/** Looks at links one after the other. */
function looks(order: number[], from: number, gap: () => number, origin: () => Origin): MadeHit[] {
  let at = from;
  return order.map((n) => {
    at += gap();
    return hit(at, n, origin(), "machine");
  });
}

/** Machines that look at mails before, while and after people do. */
export const machines = {
  /** Detonation: from several machines at once, some in Microsoft’s mail networks, with old Chromes, links more than once. */
  "Microsoft Defender": (dice, links) => {
    const { between, isSo, oneOf } = dice;
    const from = isSo(0.8) ? between(-20, 60) : between(60, 1500);
    const order = withHidden(dice, links, 0.8).flatMap((n) => (isSo(0.4) ? [n, n] : [n]));
    const origin = () => ({
      agent: isSo(0.6) ? oneOf(frozenChromes) : chrome(current - 2),
      network: isSo(0.6) ? within(dice, oneOf(["40.94", "40.107", "52.101", "104.47.30"])) : inCloud(dice),
    });
    return looks(order, seconds(from), () => seconds(between(0, 3)), origin);
  },
  /** Holds the mail and opens links in a sandbox, or does so right after. */
  Proofpoint: (dice, links) => {
    const { between, isSo, oneOf } = dice;
    const order = withHidden(dice, links, 0.7).filter(() => isSo(0.9));
    const agent = isSo(0.5) ? oneOf(frozenChromes) : chrome(current);
    const network = isSo(0.5) ? within(dice, "67.231.148") : inCloud(dice);
    const signals: Signal[] = isSo(0.3) ? ["accepts-html", "no-accept-language"] : ofBrowser;
    return looks(
      order,
      seconds(between(-30, 45)),
      () => seconds(between(0.1, 6)),
      () => ({ agent, network, signals }),
    );
  },
  /** Asks whether each page is there, and then for some. */
  Mimecast: (dice, links) => {
    const { between, isSo } = dice;
    const agent = chrome(current - 5);
    const network = isSo(0.6) ? within(dice, "205.139.110") : inCloud(dice);
    const from = seconds(between(-10, 90));
    const order = withHidden(dice, links, 0.6);
    const asked = looks(
      order,
      from,
      () => seconds(between(0.1, 3)),
      () => ({ agent, network, method: "HEAD" }),
    );
    return asked.flatMap((one) =>
      isSo(0.5) ? [one, { ...one, at: one.at + between(50, 900), method: "GET" }] : [one],
    );
  },
  /** Multilevel intent analysis: the first link alone at many, all at others; it does not say who it is. */
  Barracuda: (dice, links) => {
    const { between, isSo } = dice;
    const origin = { agent: chrome(current), network: isSo(0.7) ? within(dice, "209.222.82") : inCloud(dice) };
    const from = seconds(between(2, 120));
    const order = isSo(0.5) ? [1] : withHidden(dice, links, 0.8);
    return looks(
      order,
      from,
      () => seconds(between(0.2, 2)),
      () => origin,
    );
  },
  /** Fetches pictures ahead at any time of the day; never a link. */
  "Apple Mail Privacy Protection": (dice) => [
    hit(dice.around(minutes(40)), null, { agent: "Mozilla/5.0", network: within(dice, "17.58") }, "machine"),
  ],
  /** Samples links of some mails; pictures come by its proxy. */
  Gmail: (dice, links) => {
    const sampling = `${chrome(42)} Edge/12.246 Gmail-content-sampling`;
    const proxy = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
    const network = within(dice, "66.249");
    const order = all(links).filter(() => dice.isSo(0.3));
    const picture = hit(dice.around(minutes(20)), null, { agent: proxy, network }, "machine");
    return [
      ...looks(
        order,
        seconds(dice.between(1, 300)),
        () => seconds(1),
        () => ({ agent: sampling, network }),
      ),
      picture,
    ];
  },
  /** An appliance with a library for requests, honest about it. */
  "honest gateway": (dice, links) => {
    const origin = {
      agent: dice.oneOf(["python-requests/2.32.3", "curl/8.9.1", "Java/17.0.2", ""]),
      network: somewhere(dice),
    };
    return looks(
      withHidden(dice, links, 0.9),
      seconds(dice.between(-5, 30)),
      () => dice.between(50, 800),
      () => origin,
    );
  },
  /** Waits between links like a person, with a browser of today and from anywhere (paminga.com/docs/concepts/bot-filtering). */
  "patient sandbox": (dice, links) => {
    const origin = () => ({ agent: chrome(current - 1), network: inCloud(dice) });
    const order = withHidden(dice, links, 0.75);
    return looks(order, seconds(dice.between(5, 600)), () => seconds(dice.between(1, 25)), origin);
  },
  /** Looks again at what somebody reported, hours or days later. */
  "late check": (dice, links) => {
    const origin = { agent: dice.isSo(0.5) ? dice.oneOf(frozenChromes) : chrome(current), network: inCloud(dice) };
    const order = withHidden(dice, links, 0.7);
    return looks(
      order,
      hours(dice.between(1, 72)),
      () => dice.between(30, 2500),
      () => origin,
    );
  },
  /** Shows a card where somebody pastes a link. */
  "preview of a chat": (dice, links) => {
    const agents = [
      "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
      "WhatsApp/2.24.9 A",
      "facebookexternalhit/1.1",
    ];
    const n = dice.oneOf(all(links));
    return [hit(dice.around(hours(3)), n, { agent: dice.oneOf(agents), network: inCloud(dice) }, "machine")];
  },
} satisfies Record<string, Mailbox>;

/** People have the links that they like; the first ones more often. */
function liked({ between }: Dice, links: number, count: number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, links)) chosen.add(1 + Math.floor(between(0, 1) ** 1.5 * links));
  return [...chosen];
}

const atHome = (dice: Dice): Origin => ({ agent: dice.oneOf(browsers), network: somewhere(dice) });

function clicks(order: number[], from: number, gap: () => number, origin: Origin): MadeHit[] {
  let at = from;
  return order.map((n, i) => {
    if (i > 0) at += gap();
    return hit(at, n, origin, "person");
  });
}

/** The time at which a person opens a mail: minutes to days after it came. */
const opened = ({ around, between }: Dice) => seconds(between(12, 40)) + around(hours(2));

export const people = {
  ordinary: (dice, links) =>
    clicks(
      liked(dice, links, dice.oneOf([1, 1, 1, 2, 3])),
      opened(dice),
      () => seconds(5) + dice.around(seconds(60)),
      atHome(dice),
    ),
  /** Two or three links within seconds, soon after the mail came. */
  hasty: (dice, links) =>
    clicks(
      liked(dice, links, dice.oneOf([1, 2, 2, 3])),
      seconds(12) + dice.around(seconds(90)),
      () => seconds(dice.between(0.9, 6)),
      atHome(dice),
    ),
  /** Goes through the mail by its links, in their order, and hears where each leads. */
  "with a screen reader": (dice, links) => {
    const order = all(links).filter(() => dice.isSo(0.7));
    return clicks(order, opened(dice), () => seconds(8) + dice.around(seconds(35)), atHome(dice));
  },
  /** Opens what interests in tabs, one after the other, and reads later. */
  "with many tabs": (dice, links) => {
    const order = liked(dice, links, Math.floor(dice.between(3, 7))).sort((a, b) => a - b);
    return clicks(order, opened(dice), () => seconds(dice.between(0.8, 5)), atHome(dice));
  },
  /** The gateway rewrites each link; it asks itself when the person presses, and then lets them through. */
  "behind a gateway that rewrites": (dice, links) => {
    const own = clicks(
      liked(dice, links, dice.oneOf([1, 1, 2])),
      opened(dice),
      () => seconds(4) + dice.around(seconds(40)),
      atHome(dice),
    );
    const gateway = { agent: dice.oneOf(frozenChromes), network: within(dice, "40.107") };
    return own.flatMap((click) => [
      click,
      { ...click, ...gateway, at: click.at + dice.between(-900, 1500), truth: "machine" as const },
    ]);
  },
  /** A colleague, a friend: the same links from elsewhere, later, by somebody else. */
  "who forward it": (dice, links) => {
    const first = clicks(liked(dice, links, 1), opened(dice), () => 0, atHome(dice));
    const others = Array.from({ length: Math.floor(dice.between(1, 4)) }, () =>
      clicks(
        liked(dice, links, dice.oneOf([1, 1, 2])),
        opened(dice) + hours(1),
        () => seconds(5) + dice.around(seconds(40)),
        atHome(dice),
      ),
    );
    return [...first, ...others.flat()];
  },
} satisfies Record<string, Mailbox>;

export type MachineKind = keyof typeof machines;
export type PersonKind = keyof typeof people;

/** Gives made hits ids and a time, as `judge` reads them. */
export function asHits(
  made: readonly MadeHit[],
  acceptedAt: number,
): { hits: Hit[]; truths: Map<number, MadeHit["truth"]> } {
  const hits = made.map(({ truth: _, at, ...one }, i) => ({
    ...one,
    id: i + 1,
    at: Math.round(acceptedAt + at),
    kept: null,
  }));
  return { hits, truths: new Map(made.map(({ truth }, i) => [i + 1, truth])) };
}
