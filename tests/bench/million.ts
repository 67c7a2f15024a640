import { sendIssue } from "#app/models/sending/start.server.ts";
import { aBigIssue, aContext, aPlace, fillList } from "./newsroom.ts";
import { handOver } from "./ourSender.ts";
import { startSink } from "./server.ts";

const seconds = 30;
const connections = 20;

type Long = {
  readers: number;
  startMs: number;
  firstAfterMs: number;
  perSecond: number;
  mostMemory: number;
  cpuMicros: number;
};

/** Is a list of a million as cheap, for each message, as one of ten thousand? */
export async function benchMillion(): Promise<void> {
  const sink = await startSink();
  const runs: Long[] = [];
  for (const readers of [10_000, 1_000_000]) runs.push(await measure(readers, sink.url));
  await sink.stop();
  const [small, big] = runs as [Long, Long];
  console.log(
    `A list of ten thousand and one of a million, ${connections} connections, ${sink.name}; at most ${seconds} s of each`,
  );
  line("starting the send (freeze, enqueue)", (run) => `${Math.round(run.startMs)} ms`, "aim: 5000 ms at a million");
  line(
    "first message taken after that",
    (run) => `${Math.round(run.firstAfterMs)} ms`,
    "a process that is up looks every 300 ms",
  );
  line(
    "messages a second",
    (run) => `${Math.round(run.perSecond)}`,
    `ratio ${(big.perSecond / small.perSecond).toFixed(2)}`,
  );
  line(
    "processor, a message",
    (run) => `${Math.round(run.cpuMicros)} µs`,
    `ratio ${(big.cpuMicros / small.cpuMicros).toFixed(2)}; the short run has the compiler's time in it`,
  );
  line("most memory (RSS)", (run) => `${Math.round(run.mostMemory / 1e6)} MB`, "aim: 150 MB");

  function line(name: string, figure: (run: Long) => string, note: string) {
    console.log(`  ${name.padEnd(38)} ${figure(small).padStart(10)} ${figure(big).padStart(10)}   ${note}`);
  }
}

async function measure(readers: number, smtpUrl: string): Promise<Long> {
  const env = { SMTP_URL: smtpUrl, SMTP_CONNECTIONS: String(connections) };
  const place = await aPlace(env);
  const context = aContext(place);
  const number = await aBigIssue(context, (context, list) => fillList(context, list, readers));
  const began = performance.now();
  const sent = await sendIssue(context, number, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const startMs = performance.now() - began;
  const handed = await handOver({ ...place.env, BENCH_SECONDS: String(seconds) });
  const { taken } = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.countAll<number>().as("taken"))
    .where("edition_id", "=", sent.send.editionId)
    .where("status", "=", "accepted")
    .executeTakeFirstOrThrow();
  await context.db.destroy();
  await place.remove();
  const perSecond = taken / ((handed.last - handed.first) / 1000);
  return {
    readers,
    startMs,
    firstAfterMs: handed.firstTakenMs,
    perSecond,
    mostMemory: handed.mostMemory,
    cpuMicros: (handed.cpuMs * 1000) / taken,
  };
}
