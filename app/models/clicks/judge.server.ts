import { rules, type Rule, type RuleId } from "./rules.server.ts";
import { sceneOf, type Seen, type HitSurroundings, type Verdict } from "./scene.server.ts";

/** The verdict on a hit, and the rule that decided. */
export type Judgement = { id: number; verdict: Verdict; rule: string; confidence: string };

const table = Object.entries(rules) as [RuleId, Rule][];
const spreadsFor = 10 * 60_000;

/**
 * Judges all hits of one reader on one edition. Each is judged by itself in its surroundings: a machine that was there first takes
 * nothing from the person who comes after it. A hit whose program and network are forgotten keeps its judgement, unless a rule that
 * needs neither is as sure that it was a machine.
 * @returns a judgement for each hit, in no order
 */
export function judge(surroundings: HitSurroundings): Judgement[] {
  const scene = sceneOf(surroundings);
  const found = new Map<Seen, RuleId>();
  for (const seen of scene) found.set(seen, ruleFor(seen, surroundings));
  spread(scene, found);
  return scene.map((seen) => judged(seen, found.get(seen)!));
}

function ruleFor(seen: Seen, surroundings: HitSurroundings): RuleId {
  const isPicture = seen.hit.n === null;
  const [id] = table.find(([, { about, fits }]) => isAbout(about, isPicture) && fits(seen, surroundings))!;
  return isForgotten(seen) ? keptOr(seen, id) : id;
}

function isAbout(about: Rule["about"], isPicture: boolean): boolean {
  return about === "both" || (about === "picture") === isPicture;
}

const isForgotten = ({ hit }: Seen) => hit.network === null;

/** The kept rule may be one of an earlier version, which is no longer in the table: then it stays as well. */
function keptOr({ hit: { kept } }: Seen, id: RuleId): RuleId {
  if (kept === null) return id;
  const isSurer = rules[id].verdict === "machine" && kept.verdict !== "machine";
  return isSurer ? id : (kept.rule as RuleId);
}

/** Hits of one source are one machine, where one of them shows what it is. */
function spread(scene: Seen[], found: Map<Seen, RuleId>): void {
  const machines = Map.groupBy(
    scene.filter((seen) => !isForgotten(seen) && ruleOf(found, seen)?.spreads),
    ({ source }) => source,
  );
  if (machines.size === 0) return;
  // Both are in the order of time, so that thousands of requests are gone through once.
  const reached = new Map<string, number>();
  for (const seen of scene) {
    const ones = machines.get(seen.source);
    if (!ones || isForgotten(seen) || ruleOf(found, seen)?.verdict === "machine") continue;
    let next = reached.get(seen.source) ?? 0;
    while (next < ones.length && ones[next]!.hit.at < seen.hit.at - spreadsFor) next += 1;
    reached.set(seen.source, next);
    if (next < ones.length && ones[next]!.hit.at <= seen.hit.at + spreadsFor) found.set(seen, "company");
  }
}

function ruleOf(found: Map<Seen, RuleId>, seen: Seen): Rule | undefined {
  return rules[found.get(seen)!];
}

function judged({ hit }: Seen, rule: RuleId): Judgement {
  if (hit.network === null && hit.kept?.rule === rule) return { id: hit.id, ...hit.kept };
  const { verdict, confidence } = rules[rule];
  return { id: hit.id, verdict, rule, confidence };
}
