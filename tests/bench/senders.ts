import { sendIssue } from "#app/models/sending/start.server.ts";
import { createDatabase, databaseUrl, startPostgres } from "../support/postgres.ts";
import { aBigIssue, aContext, aPlace, fillList } from "./newsroom.ts";
import { handOver } from "./ourSender.ts";
import { row } from "./rows.ts";
import { startSink } from "./server.ts";

const readers = 8_000;
const delay = 20;

/**
 * One sender process and two, on one PostgreSQL. Two cores carry the database, the sink and the senders here, so the
 * gain is only to be seen where senders wait: over a network of 20 ms.
 */
export async function benchSenders(): Promise<void> {
  const postgres = await startPostgres();
  const emptyDatabase = async () => databaseUrl(postgres.url, await createDatabase(postgres.url));
  console.log(`Senders on one PostgreSQL (that does not wait for its disk), ${readers} readers, 10 connections each`);
  for (const [where, late] of [
    ["on this machine", 0],
    [`every reply ${delay} ms late`, delay],
  ] as const) {
    const sink = await startSink(late);
    const one = await measure(await emptyDatabase(), sink.url, 1);
    const two = await measure(await emptyDatabase(), sink.url, 2);
    await sink.stop();
    row(`1 sender, ${where}`, one);
    row(`2 senders, ${where}`, two, { of: two / one, what: "times one" });
  }
  await postgres.stop();
}

async function measure(databaseUrl: string, smtpUrl: string, senders: number): Promise<number> {
  const place = await aPlace({ DATABASE_URL: databaseUrl, SMTP_URL: smtpUrl, SMTP_CONNECTIONS: "10" });
  const context = aContext(place);
  const number = await aBigIssue(context, (context, list) => fillList(context, list, readers));
  const sent = await sendIssue(context, number, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const runs = await Promise.all(Array.from({ length: senders }, () => handOver(place.env)));
  const first = Math.min(...runs.map((run) => run.first));
  const last = Math.max(...runs.map((run) => run.last));
  await context.db.destroy();
  await place.remove();
  return readers / ((last - first) / 1000);
}
