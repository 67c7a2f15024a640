import { describe, expect, test } from "vitest";
import { judge } from "#app/models/clicks/judge.server.ts";
import { rules, type RuleId } from "#app/models/clicks/rules.server.ts";
import type { Hit, HitSurroundings } from "#app/models/clicks/scene.server.ts";
import {
  asHits,
  dice,
  machines,
  minutes,
  ofBrowser,
  people,
  seconds,
  type MachineKind,
  type MadeHit,
  type PersonKind,
} from "../../support/mailboxes.ts";

const acceptedAt = Date.UTC(2026, 10, 24, 7);
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:155.0) Gecko/20100101 Firefox/155.0";
const safari =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1";

type Given = Partial<Hit> & { after: number };

/** Judges hits of one reader of a mail of eight links; what is left out is that of a browser at home. */
function judged(given: Given[], around: Partial<HitSurroundings> = {}): string[] {
  const hits = given.map(({ after, ...hit }, i) => ({
    ...{ id: i + 1, n: 2, at: acceptedAt + after, method: "GET", agent: firefox, network: "84.30.1.2" },
    ...{ signals: ofBrowser, kept: null },
    ...hit,
  }));
  const sameSecond = new Map<number, number>();
  const found = judge({ acceptedAt, links: 8, domain: "firm.example", hits, sameSecond, ...around });
  return found.sort((a, b) => a.id - b.id).map(({ verdict, rule }) => `${verdict}: ${rule}`);
}

/** The part of what a made mailbox does that is judged as it is, over many of its kind. */
function share(
  mailbox: (dice: ReturnType<typeof import("../../support/mailboxes.ts").dice>, links: number) => MadeHit[],
  truth: MadeHit["truth"],
  as: string,
) {
  const chances = dice(20_261_128);
  let [all, right] = [0, 0];
  for (let i = 0; i < 300; i += 1) {
    const links = Math.floor(chances.between(4, 14));
    const { hits, truths } = asHits(mailbox(chances, links), acceptedAt);
    for (const { id, verdict } of judge({ acceptedAt, links, domain: "firm.example", hits, sameSecond: new Map() })) {
      if (truths.get(id) !== truth) continue;
      all += 1;
      if (verdict === as) right += 1;
    }
  }
  return right / all;
}

describe("made mailboxes", () => {
  test.each(Object.keys(machines) as MachineKind[])("%s is seldom taken for a person", (kind) => {
    expect(share(machines[kind], "machine", "person")).toBeLessThan(0.1);
  });

  test.each(Object.keys(people) as PersonKind[])("people %s are people", (kind) => {
    const least: Partial<Record<PersonKind, number>> = { "with many tabs": 0.85, hasty: 0.6 };
    expect(share(people[kind], "person", "person")).toBeGreaterThan(least[kind] ?? 0.98);
    expect(share(people[kind], "person", "machine")).toBeLessThan(0.02);
  });

  test("of a reader behind a gateway that rewrites, the gateway’s own question is a machine’s", () => {
    expect(share(people["behind a gateway that rewrites"], "machine", "machine")).toBe(1);
  });
});

describe("a request is a machine’s", () => {
  test("for the link that people cannot see, and with it all that looked through the mail with it", () => {
    const sweep = [3, 0, 5].map((n, i) => ({ n, after: minutes(30) + i * seconds(9), network: `34.201.7.${i}` }));
    expect(judged(sweep)).toEqual(["machine: withCanary", "machine: canary", "machine: withCanary"]);
  });

  test("when it only asks whether the page is there, and then gets it", () => {
    const head = { after: minutes(9), method: "HEAD" };
    expect(judged([head, { after: minutes(9) + 400 }])).toEqual(["machine: method", "machine: company"]);
  });

  test.each<[string, RuleId, Given]>([
    ["fetches ahead", "ahead", { after: minutes(9), signals: ["prefetch", "accepts-html"] }],
    ["names itself", "program", { after: minutes(9), agent: "python-requests/2.32" }],
    ["has no name", "program", { after: minutes(9), agent: "" }],
    ["comes before the mail is accepted", "before", { after: -seconds(4) }],
    ["comes seconds after", "tooSoon", { after: seconds(3) }],
    ["comes from a gateway’s network", "gateway", { after: minutes(9), network: "40.94.29.84" }],
    ["comes from a gateway’s network of IPv6", "gateway", { after: minutes(9), network: "2a01:111:f400:7e00::1" }],
    ["claims to be a browser without languages", "bare", { after: minutes(9), signals: ["no-accept-language"] }],
    [
      "has a browser of years ago, soon",
      "frozen",
      {
        after: minutes(2),
        agent: "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.1.2 Safari/537.36",
      },
    ],
  ])("that %s", (_, rule, given) => {
    expect(judged([given])).toEqual([`machine: ${rule}`]);
  });

  test("when most links are looked at within seconds, or two in no time", () => {
    const sweep = [1, 2, 3, 4, 5].map((n) => ({ n, after: minutes(30) + n * 900 }));
    expect(new Set(judged(sweep))).toEqual(new Set(["machine: sweep"]));
    const two = [1, 2].map((n) => ({ n, after: minutes(30) + n * 100 }));
    expect(judged(two)).toEqual(["machine: pace", "machine: pace"]);
  });

  test("when links are looked at from everywhere within minutes", () => {
    const all = [1, 2, 3, 4].map((n) => ({ n, after: minutes(30) + n * seconds(40), network: `34.${n}.7.9` }));
    expect(new Set(judged(all))).toEqual(new Set(["machine: wandering"]));
    expect(new Set(judged(all.map((one) => ({ ...one, agent: safari }))))).toEqual(new Set(["person: person"]));
  });

  test("in a crowd of one domain in the same second, unless that is a public provider", () => {
    const around = { sameSecond: new Map([[1, 4]]) };
    expect(judged([{ after: minutes(30) }], around)).toEqual(["machine: crowd"]);
    expect(judged([{ after: minutes(30) }], { ...around, domain: "gmail.com" })).toEqual(["person: person"]);
    expect(judged([{ after: minutes(30) }], { sameSecond: new Map([[1, 2]]) })).toEqual(["person: person"]);
  });
});

describe("a person", () => {
  test("who is hasty and presses two links in five seconds is one", () => {
    const two = [2, 5].map((n, i) => ({ n, after: seconds(70) + i * seconds(5) }));
    expect(judged(two)).toEqual(["person: person", "person: person"]);
  });

  test("who comes after a machine has gone through the mail is one", () => {
    const sweep = [1, 2, 0, 3, 4, 5, 6, 7, 8].map((n, i) => ({
      n,
      after: seconds(8) + i * 300,
      network: "34.201.7.9",
    }));
    expect(judged([...sweep, { n: 4, after: seconds(70) }]).at(-1)).toBe("person: person");
    expect(judged([...sweep, { n: 4, after: minutes(40), agent: safari }]).at(-1)).toBe("person: person");
  });

  test("who listens to a screen reader and opens every link, half a minute each, is one", () => {
    const all = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ n, after: minutes(5) + n * seconds(31) }));
    expect(new Set(judged(all))).toEqual(new Set(["person: person"]));
  });

  test("with a Chrome that is the last one for an old Windows is one", () => {
    const agent = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36";
    expect(judged([{ after: minutes(2), agent }])).toEqual(["person: person"]);
  });

  test("is unknown while nobody could have been so fast", () => {
    expect(judged([{ after: seconds(9) }])).toEqual(["unknown: soon"]);
    expect(judged([{ after: seconds(50) }])).toEqual(["unknown: soon"]);
    expect(judged([{ n: 1, after: seconds(150) }])).toEqual(["unknown: soon"]);
    expect(judged([{ after: seconds(150) }])).toEqual(["person: person"]);
    expect(judged([{ after: seconds(50) }], { domain: "gmail.com" })).toEqual(["person: person"]);
    expect(judged([{ after: seconds(9) }], { acceptedAt: null })).toEqual(["person: person"]);
  });
});

describe("a picture", () => {
  const picture = (agent: string) => judged([{ n: null, after: minutes(30), agent }]);
  test("that Apple fetched ahead shows nothing, one by a proxy nothing sure, one in a mail program a person", () => {
    expect(picture("Mozilla/5.0")).toEqual(["machine: applePicture"]);
    expect(
      picture("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"),
    ).toEqual(["unknown: proxiedPicture"]);
    expect(picture("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)")).toEqual(["person: shown"]);
  });
});

describe("what can no longer be judged", () => {
  const forgotten = { agent: "", network: null };
  const kept = (rule: RuleId) => ({ rule, verdict: rules[rule].verdict, confidence: rules[rule].confidence });

  test.each<RuleId>(["program", "gateway", "company", "frozen", "person", "unnamed", "soon"])(
    "keeps its judgement by %s",
    (rule) => {
      expect(judged([{ after: minutes(30), ...forgotten, kept: kept(rule) }])).toEqual([
        `${rules[rule].verdict}: ${rule}`,
      ]);
    },
  );

  test("keeps a judgement by a rule that is no longer there", () => {
    const old = { rule: "gone", verdict: "machine" as const, confidence: "likely" };
    expect(judged([{ after: minutes(30), ...forgotten, kept: old }])).toEqual(["machine: gone"]);
  });

  test("becomes a machine’s when that shows without network and program", () => {
    const sweep = [1, 2, 0, 3].map((n, i) => ({ n, after: minutes(30) + i * 900, ...forgotten, kept: kept("person") }));
    expect(judged(sweep)[0]).toBe("machine: withCanary");
  });

  test("is unknown when it was never judged", () => {
    expect(judged([{ after: minutes(30), ...forgotten }])).toEqual(["unknown: forgotten"]);
  });
});

test("a reader’s program that asks for ever is judged in one go, and so are the others", () => {
  const asks = 40_000;
  const hits = Array.from({ length: asks }, (_, i) =>
    i % 2 === 0
      ? { after: minutes(30) + i, n: 0, network: "84.30.9.9", agent: safari }
      : { after: minutes(30) + i, n: 2 },
  );
  const found = judged(hits);
  expect(found).toHaveLength(asks);
  expect(found.filter((said) => said === "machine: canary").length).toBeGreaterThanOrEqual(asks / 2);
});
