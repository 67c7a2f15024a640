import { median } from "./children.ts";
import { sendOurs } from "./ourSender.ts";
import { sendThroughPool } from "./pool.ts";
import { row } from "./rows.ts";
import { startSink } from "./server.ts";

const delay = 20;
const readers = 2_000;
const connections = 10;
const rounds = 3;

/** The same over a network that takes 20 ms for every answer: what counts then is how often a sender waits. */
export async function benchNetwork(): Promise<void> {
  const sink = await startSink(delay);
  const figures = { ours: [] as number[], pool: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const ours = await sendOurs({
      readers,
      env: { SMTP_URL: sink.url, SMTP_CONNECTIONS: String(connections) },
    });
    figures.ours.push(ours.perSecond);
    figures.pool.push(await sendThroughPool({ smtpUrl: sink.url, mail: ours.mail, readers: 1_000, connections }));
  }
  await sink.stop();
  const [ours, pool] = [median(figures.ours), median(figures.pool)];
  // The envelope with DATA is one exchange, the message the other.
  const most = (connections * 1000) / (2 * delay);
  console.log(`Every reply ${delay} ms late, ${connections} connections, ${readers} readers, median of ${rounds}`);
  row("the most that two waits a message allow", most);
  row("Pressrun, ledger on SQLite", ours, { of: ours / most, what: "of the most", aim: 0.95 });
  row("nodemailer's pool, once a reader", pool, { of: ours / pool, what: "times it" });
}
