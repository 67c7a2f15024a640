import type { MadeHit, MachineKind, PersonKind, Dice } from "../../support/mailboxes.ts";
import { machines, minutes, people } from "../../support/mailboxes.ts";

/** A reader of the simulation; kinds are what touches their mail, whatever comes of it. */
export type MadeReader = {
  domain: string;
  machines: MachineKind[];
  person: PersonKind | null;
  hits: (MadeHit & { kind: MachineKind | PersonKind })[];
};

/** Providers of private mailboxes, with their share of all readers. */
const providers: [domain: string, share: number, machine: MachineKind | null][] = [
  ["gmail.com", 0.34, "Gmail"],
  ["icloud.com", 0.1, "Apple Mail Privacy Protection"],
  ["outlook.com", 0.08, null],
  ["gmx.net", 0.06, null],
];

/** Gateways of firms, as often as there are tickets here. */
const gateways: (MachineKind | null)[] = [
  ...(["Microsoft Defender", "Microsoft Defender", "Microsoft Defender", "Proofpoint", "Mimecast"] as const),
  ...(["Barracuda", "honest gateway", "patient sandbox", null, null, null] as const),
];

const persons: PersonKind[] = [
  ...(["ordinary", "ordinary", "ordinary", "ordinary", "hasty", "hasty", "with many tabs"] as const),
  ...(["who forward it", "with a screen reader"] as const),
];

/** A firm: its readers share a domain, a gateway, and what is odd about that gateway. */
type Firm = { domain: string; left: number; gateway: MachineKind | null; drift: number; looks: number };

/** What people and machines do with one mail; a tenth of the readers press something. */
export class Morning {
  #firm: Firm | null = null;
  #firms = 0;
  readonly #dice: Dice;
  readonly #links: number;

  constructor(dice: Dice, links: number) {
    this.#dice = dice;
    this.#links = links;
  }

  /** The next reader, with all that will ever ask for a link of theirs. */
  reader(): MadeReader {
    const { between, isSo, oneOf } = this.#dice;
    const at = between(0, 1);
    let below = 0;
    const provider = providers.find(([, share]) => at < (below += share));
    const firm = provider ? null : this.#nextOfFirm();
    const kinds = [provider?.[2] ?? (firm && isSo(firm.looks) ? firm.gateway : null)].filter((kind) => kind !== null);
    if (isSo(0.01)) kinds.push("preview of a chat");
    if (isSo(0.01)) kinds.push("late check");
    const person = isSo(0.1)
      ? firm?.gateway === "Microsoft Defender"
        ? "behind a gateway that rewrites"
        : oneOf(persons)
      : null;
    const hits = [
      ...kinds.flatMap((kind) =>
        machines[kind](this.#dice, this.#links).map((hit) => ({ ...drifted(hit, firm), kind })),
      ),
      ...(person ? people[person](this.#dice, this.#links).map((hit) => ({ ...hit, kind: person })) : []),
    ];
    return { domain: provider?.[0] ?? firm!.domain, machines: kinds, person, hits };
  }

  #nextOfFirm(): Firm {
    const { between, around, oneOf } = this.#dice;
    if (!this.#firm || this.#firm.left === 0) {
      this.#firms += 1;
      const left = Math.min(2000, Math.max(1, Math.round(around(8))));
      const odd = { drift: Math.min(6, Math.max(0.2, around(1))), looks: between(0.5, 1) };
      this.#firm = { domain: `firm${this.#firms}.example`, left, gateway: oneOf(gateways), ...odd };
    }
    this.#firm.left -= 1;
    return this.#firm;
  }
}

/** Each firm’s gateway is slower or faster than the one that mailboxes are made after, by a factor of its own. */
function drifted(hit: MadeHit, firm: Firm | null): MadeHit {
  return firm && hit.at > 0 && hit.at < minutes(60) ? { ...hit, at: hit.at * firm.drift } : hit;
}
