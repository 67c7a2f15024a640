import { setTimeout as sleep } from "node:timers/promises";
import { endBrowser } from "../support/browser.ts";
import { cleanUp } from "../support/cleanup.ts";
import { aDeskToSoak, type Desk } from "./writing/desk.ts";
import { Draw } from "./writing/draw.ts";
import { closePages } from "./writing/pages.ts";
import { Finding, Round, type Kind } from "./writing/round.ts";
import { steps } from "./writing/steps.ts";

type Name = keyof typeof steps;
type Tally = { words: number; times: Map<Name, number>; found: Record<Kind | "broken", number> };

/**
 * Random texts are typed into the real editor while random things happen to network, session, tab, server and disk; after
 * each round every character is looked for (decisions 36 and 38).
 * @param seed of the first round; each other one has the next
 */
export async function benchWriting(rounds = 500, seed = Date.now() % 1_000_000): Promise<void> {
  const began = Date.now();
  const desk = await aDeskToSoak();
  const names = (Object.keys(steps) as Name[]).filter((name) => name !== "disk full" || desk.disk);
  const tally: Tally = { words: 0, times: new Map(), found: { lost: 0, twice: 0, untrue: 0, stuck: 0, broken: 0 } };
  console.log(`${rounds} rounds of writing, seeds from ${seed} on`);
  try {
    for (let round = 0; round < rounds; round += 1) await play(desk, seed + round, names, tally);
  } finally {
    await cleanUp();
    await endBrowser();
    await desk.end();
  }
  report(tally, names, (Date.now() - began) / 1000 / rounds);
  if (!desk.disk) console.log("  The disk could not be made full: only root may mount one.");
  if (Object.values(tally.found).some(Boolean)) process.exitCode = 1;
}

/** Milliseconds: a round that takes longer has stopped. */
const longest = 120_000;

async function play(desk: Desk, seed: number, names: Name[], tally: Tally): Promise<void> {
  const round = new Round(desk, new Draw(seed));
  let isFound = false;
  try {
    const tooLong = sleep(longest, null, { ref: false }).then(() => {
      throw new Finding("stuck", "it does not end");
    });
    await Promise.race([playAll(round, names, tally), tooLong]);
  } catch (error) {
    isFound = true;
    const kind = error instanceof Finding ? error.kind : "broken";
    tally.found[kind] += 1;
    const again = `npm run bench -- writing 1 ${seed}`;
    console.log(`  ${kind}: ${round.story.join(", ")} (${again})\n    ${(error as Error).message}`);
    if (kind === "broken") console.log((error as Error).stack);
  } finally {
    tally.words += round.typed;
    desk.disk?.free();
    await desk.start();
    await closePages(desk, isFound || seed % 10 === 0);
  }
}

async function playAll(round: Round, names: Name[], { times }: Tally): Promise<void> {
  await round.begin();
  for (let left = 2 + round.draw.below(3); left > 0; left -= 1) {
    const name = round.draw.of(names);
    round.story.push(name);
    times.set(name, (times.get(name) ?? 0) + 1);
    await steps[name](round);
  }
  await round.end();
}

function report({ words, times, found }: Tally, names: Name[], seconds: number): void {
  const line = (name: string, figure: string | number, note = "") =>
    console.log(`  ${name.padEnd(42)} ${String(figure).padStart(10)}   ${note}`.trimEnd());
  for (const name of names) line(name, times.get(name) ?? 0);
  line("characters typed", words, `${seconds.toFixed(1)} s a round`);
  line("rounds that lost some", found.lost, "must be 0");
  line("rounds in which something stood twice", found.twice, "must be 0");
  line("rounds in which a page said an untruth", found.untrue, "must be 0");
  line("rounds that did not go on", found.stuck, "must be 0");
  line("rounds that the bench broke off", found.broken, "must be 0");
}
