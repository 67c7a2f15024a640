import { execFile } from "node:child_process";
import { promisify } from "node:util";
import nodemailer from "nodemailer";
import { editionByNumber, publicCopy } from "#app/models/issues/editions.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { median } from "./children.ts";
import { aBigIssue, aContext, aPlace, fillList, signingKey } from "./newsroom.ts";
import { smtpSource, startSink } from "./server.ts";

/** What one sender process did. Times in milliseconds, memory in bytes. */
export type HandedOver = {
  /** The clock's, of the first claim and the last answer. */
  first: number;
  last: number;
  /** From the sender's first look to the first answer recorded. */
  firstTakenMs: number;
  mostMemory: number;
  cpuMs: number;
};
type Mail = { html: string; text: string };
type Run = HandedOver & { perSecond: number; mail: Mail; startMs: number };

const run = promisify(execFile);

/** Sends an issue to `readers` with one sender process, ledger on SQLite on disk. */
export async function sendOurs(readers: number, env: Record<string, string>): Promise<Run> {
  const place = await aPlace(env);
  const context = aContext(place);
  try {
    const number = await aBigIssue(context, (context, list) => fillList(context, list, readers));
    const started = performance.now();
    const sent = await sendIssue(context, number, "bench");
    if ("error" in sent) throw new Error(JSON.stringify(sent));
    const startMs = performance.now() - started;
    const mail = publicCopy(context, (await editionByNumber(context, number))!);
    const handed = await handOver(place.env);
    const { accepted } = await context.db
      .selectFrom("deliveries")
      .select(({ fn }) => fn.countAll<number>().as("accepted"))
      .where("status", "=", "accepted")
      .executeTakeFirstOrThrow();
    if (accepted !== readers) throw new Error(`${accepted} of ${readers} were accepted`);
    return { ...handed, perSecond: readers / ((handed.last - handed.first) / 1000), mail, startMs };
  } finally {
    await context.db.destroy();
    await place.remove();
  }
}

/** As `npm run sender` starts it. */
const lean = ["--max-semi-space-size=2", "--max-old-space-size=128"];

/** Runs one sender process to the end of what is due. */
export async function handOver(env: Record<string, string>): Promise<HandedOver> {
  const profile = process.env.BENCH_PROFILE ? ["--cpu-prof", "--cpu-prof-dir", process.env.BENCH_PROFILE] : [];
  const { stdout } = await run(process.execPath, [...profile, ...lean, "--import", "tsx", "tests/bench/hand-over.ts"], {
    env: { ...process.env, ...env, NODE_ENV: "production" },
  });
  return JSON.parse(stdout) as HandedOver;
}

type Pooled = { smtpUrl: string; mail: Mail; readers: number; connections: number; privateKey?: string };

/** nodemailer's pool, called once per reader, as one would by hand. */
export async function sendThroughPool({ smtpUrl, mail, readers, connections, privateKey }: Pooled): Promise<number> {
  const { hostname, port } = new URL(smtpUrl);
  const pool = nodemailer.createTransport({
    host: hostname,
    port: Number(port),
    pool: true,
    maxConnections: connections,
    ignoreTLS: true,
    ...(privateKey && { dkim: { domainName: "briefing.example.org", keySelector: "bench", privateKey } }),
  });
  const started = performance.now();
  await Promise.all(
    Array.from({ length: readers }, (_, i) =>
      pool.sendMail({
        from: "The Robotics Briefing <editors@briefing.example.org>",
        to: `reader${i + 1}@readers.example`,
        subject: "Robots learn to pack",
        ...mail,
        headers: { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
      }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  pool.close();
  return readers / seconds;
}

const readers = 40_000;
const pooled = 1_000;
const connections = 20;
const rounds = 3;

/** Messages a second, all ways in one run, a round of each after the other. */
export async function benchSending(): Promise<void> {
  const sink = await startSink();
  const smtp = { SMTP_URL: sink.url, SMTP_CONNECTIONS: String(connections) };
  const key = signingKey();
  const figures = {
    source: [] as number[],
    ours: [] as number[],
    pool: [] as number[],
    signed: [] as number[],
    poolSigned: [] as number[],
  };
  let kilobytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const ours = await sendOurs(readers, smtp);
    const size = Math.round(Buffer.byteLength(ours.mail.html + ours.mail.text) * 1.04);
    kilobytes = Math.round(size / 1000);
    const source = await smtpSource(sink.port, size, connections, readers);
    if (source) figures.source.push(source);
    figures.ours.push(ours.perSecond);
    const pool = { smtpUrl: sink.url, mail: ours.mail, readers: pooled, connections };
    figures.pool.push(await sendThroughPool(pool));
    figures.signed.push((await sendOurs(readers / 4, { ...smtp, ...key.env })).perSecond);
    figures.poolSigned.push(await sendThroughPool({ ...pool, readers: pooled / 2, privateKey: key.pem }));
  }
  await sink.stop();
  const [ours, pool, signed, poolSigned] = [figures.ours, figures.pool, figures.signed, figures.poolSigned].map(median);
  const source = figures.source.length > 0 ? median(figures.source) : null;
  console.log(
    `Sending to ${readers} readers, ${kilobytes} KB a message, ${connections} connections, ${sink.name}, median of ${rounds}`,
  );
  row("postfix smtp-source, in C", source);
  row(
    "Pressrun, ledger on SQLite",
    ours!,
    source === null ? null : { of: ours! / source, what: "of smtp-source", aim: 0.8 },
  );
  row("nodemailer's pool, once a reader", pool!, { of: ours! / pool!, what: "times it", aim: 8 });
  row("Pressrun, signed (RSA-2048)", signed!);
  row("nodemailer's pool, signed", poolSigned!, { of: signed! / poolSigned!, what: "times it", aim: 4 });
}

type Ratio = { of: number; what: string; aim?: number };

export function row(name: string, perSecond: number | null, ratio?: Ratio | null): void {
  const figure = perSecond === null ? "not installed" : `${Math.round(perSecond)} messages/s`;
  const words = ratio ? `   ${ratio.of.toFixed(2)} ${ratio.what}${ratio.aim ? ` (aim ${ratio.aim})` : ""}` : "";
  console.log(`  ${name.padEnd(42)} ${figure.padStart(16)}${words}`);
}
