import { median } from "./children.ts";
import { sendOurs } from "./ourSender.ts";
import { cpuRow } from "./rows.ts";
import { startSink } from "./server.ts";

/**
 * The processor's time that signed addresses cost a message, so that it comes back: the same send without them, with one for failures, and
 * with one for answers too, in turn. The clock would tell of whatever else runs on the machine.
 */
export async function benchComingBack(readers = 20_000, rounds = 5): Promise<void> {
  const sink = await startSink();
  const env = { SMTP_URL: sink.url, SMTP_CONNECTIONS: "10" };
  const bounces = { BOUNCE_ADDRESS: "bounces@bounces.example.org" };
  const ways = {
    without: env,
    bounces: { ...env, ...bounces },
    answers: { ...env, ...bounces, REPLY_ADDRESS: "replies@replies.example.org" },
  };
  const names = Object.keys(ways) as (keyof typeof ways)[];
  const figures = { without: [], bounces: [], answers: [] } as Record<keyof typeof ways, number[]>;
  console.log(`Addresses to come back to: ${readers} readers, ${sink.name}, medians of ${rounds} rounds in turn`);
  try {
    for (let round = 0; round < rounds; round += 1) {
      // Each begins a round as often as the others: what runs beside it may come and go.
      const turn = names.map((_, i) => names[(i + round) % names.length]!);
      for (const way of turn) figures[way].push((await sendOurs({ readers, bytes: 35_000, env: ways[way] })).cpuMicros);
    }
  } finally {
    await sink.stop();
  }
  const without = median(figures.without);
  const against = (way: keyof typeof ways) => ({ of: median(figures[way]) / without, what: "times it", aim: 1.03 });
  cpuRow("  without them, a message", without);
  cpuRow("  BOUNCE_ADDRESS", median(figures.bounces), against("bounces"));
  cpuRow("  BOUNCE_ADDRESS and REPLY_ADDRESS", median(figures.answers), against("answers"));
  for (const way of names) console.log(`  ${way}: ${figures[way].map((one) => Math.round(one)).join(", ")} µs`);
}
