import type { MachineKind, MadeHit, PersonKind } from "../../support/mailboxes.ts";

type Kind = MachineKind | PersonKind;
type Judged = { subscriber_id: number | null; verdict: string | null; rule: string | null };
type Counts = { person: number; machine: number; unknown: number };

const aims = { precision: 0.97, recall: 0.95 };

/** What really was behind each hit, in the order in which they were kept, to compare judgements with. */
export class Truth {
  readonly #hits: { truth: MadeHit["truth"]; kind: Kind; isLink: boolean }[] = [];
  readonly #people = new Set<number>();

  note(reader: number, { truth, kind, n }: MadeHit & { kind: Kind }): void {
    this.#hits.push({ truth, kind, isLink: n !== null });
    if (truth === "person") this.#people.add(reader);
  }

  /** Compares; of pictures nobody can know whether somebody looked, so they are told by kind alone. */
  report(judged: Judged[]): string {
    const kinds = new Map<string, Counts>();
    const wrong = new Map<string, number>();
    const clicks = { right: 0, said: 0, real: 0 };
    const said = new Set<number>();
    for (const [i, { subscriber_id, verdict, rule }] of judged.entries()) {
      const { truth, kind, isLink } = this.#hits[i]!;
      const name = `${kind}${kind === "behind a gateway that rewrites" ? `: ${truth}` : ""}${isLink ? "" : " (picture)"}`;
      const counts = kinds.get(name) ?? { person: 0, machine: 0, unknown: 0 };
      counts[verdict as keyof Counts] += 1;
      kinds.set(name, counts);
      if (!isLink) continue;
      if (truth !== verdict)
        wrong.set(`${name} as ${verdict} by ${rule}`, (wrong.get(`${name} as ${verdict} by ${rule}`) ?? 0) + 1);
      if (verdict === "person") said.add(subscriber_id!);
      clicks.said += Number(verdict === "person");
      clicks.real += Number(truth === "person");
      clicks.right += Number(verdict === "person" && truth === "person");
    }
    const right = [...said].filter((reader) => this.#people.has(reader)).length;
    return [
      quality("clicks", clicks),
      quality("readers", { right, said: said.size, real: this.#people.size }),
      ...[...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, counts]) => kindRow(name, counts)),
      "    most often wrong:",
      ...[...wrong]
        .sort(([, a], [, b]) => b - a)
        .slice(0, 8)
        .map(([what, count]) => `      ${String(count).padStart(6)}  ${what}`),
    ].join("\n");
  }
}

function quality(what: string, { right, said, real }: { right: number; said: number; real: number }): string {
  const [precision, recall] = [(right / said).toFixed(4), (right / real).toFixed(4)];
  return `  ${what.padEnd(8)} of people: ${real} real, ${said} said; precision ${precision} (aim ${aims.precision}), recall ${recall} (aim ${aims.recall})`;
}

function kindRow(name: string, { person, machine, unknown }: Counts): string {
  const all = person + machine + unknown;
  const part = (count: number) => `${((100 * count) / all).toFixed(1).padStart(5)} %`;
  return `    ${name.padEnd(42)} ${String(all).padStart(7)} hits: person ${part(person)}, machine ${part(machine)}, unknown ${part(unknown)}`;
}
