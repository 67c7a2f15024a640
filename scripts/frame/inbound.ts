import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Context } from "#app/context.server.ts";
import { formatDuration, utc } from "#app/models/dates.server.ts";
import { wordSelfTestFault } from "#app/models/inbound/faultWords.server.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { selfTests, startSelfTest, type SelfTest } from "#app/models/inbound/selfTest.server.ts";
import { isLooping, openSmtpDoor, type Certificate } from "#app/models/inbound/smtpDoor.server.ts";
import { understandAgain, workOnInbound } from "#app/models/inbound/work.server.ts";
import { isOwnRecipient } from "#app/models/mailReferences.server.ts";
import { typedPath } from "./environment.ts";
import { CommandFault, UsageFault } from "./faults.ts";
import { operator } from "./operator.ts";
import type { Print } from "./task.ts";
import { until } from "./until.ts";

/** The exit codes that mail servers know (sysexits): the mail is at fault, its recipient, or it is to be tried again. */
export const mailExits = { stored: 0, badMail: 65, noRecipient: 67, tryAgain: 75 } as const;

/** Milliseconds between looks for a renewed certificate. */
const lookEvery = 60_000;
const largest = 25_000_000;

/** Says where mail comes back to. @throws CommandFault when it is nowhere */
function hasMailboxes({ config }: Context): void {
  if (!config.bounceAddress && !config.replyAddress)
    throw new CommandFault("BOUNCE_ADDRESS and REPLY_ADDRESS are not set: no mail comes back here.");
}

type Listening = { host?: string; port?: string; cert?: string; key?: string };

/** Hears mail until `stop`. @throws UsageFault */
export async function hear(context: Context, { host, port = "2525", cert, key }: Listening, stop: AbortSignal) {
  hasMailboxes(context);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageFault("--port is a number from 0 to 65535.");
  if (Boolean(cert) !== Boolean(key)) throw new UsageFault("--cert and --key go together.");
  const read = (): Certificate => (cert && key ? { cert: readPem(cert, "--cert"), key: readPem(key, "--key") } : null);
  const at = { host: host ?? "0.0.0.0", port: Number(port) };
  const door = await openSmtpDoor(context, at, read()).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall !== "listen" && error.syscall !== "bind") throw error;
    throw new CommandFault(`It cannot listen on ${at.host}, port ${at.port}: ${error.code ?? error.message}.`);
  });
  const { bounceAddress, replyAddress } = context.config;
  const hosts = [...new Set([bounceAddress?.domain, replyAddress?.domain].filter(Boolean))];
  context.log.info({ host: at.host, port: door.port, hosts, starttls: cert !== undefined }, "the inbound server hears");
  process.send?.("ready");
  const watch = cert ? watchFile(cert, () => door.renew(read()), context) : undefined;
  await until(stop);
  clearInterval(watch);
  await door.close();
  context.log.info("the inbound server is down, with nothing half taken");
}

function readPem(path: string, option: string): Buffer {
  try {
    return readFileSync(typedPath(path));
  } catch {
    throw new UsageFault(`${option}: ${path} cannot be read.`);
  }
}

/** A renewed certificate is written file by file: one that does not fit its key yet is tried again. */
function watchFile(path: string, renew: () => void, { log }: Context): NodeJS.Timeout {
  const file = typedPath(path);
  let seen = statSync(file).mtimeMs;
  const look = () => {
    try {
      const { mtimeMs } = statSync(file);
      if (mtimeMs === seen) return;
      renew();
      seen = mtimeMs;
      log.info("the inbound server has its renewed certificate");
    } catch (error) {
      log.warn({ error }, "the renewed certificate cannot be used yet; it is tried again");
    }
  };
  return setInterval(look, lookEvery).unref();
}

type Envelope = { sender?: string; recipient: string[] };

/**
 * Writes down one mail that a mail server pipes in. Its exit code tells that server what to do.
 * @param typed a file's path, or `-` for standard input
 */
export async function takeMail(context: Context, typed: string, given: Envelope, print: Print): Promise<number> {
  hasMailboxes(context);
  const raw = await (typed === "-" ? buffer(process.stdin) : readFile(typedPath(typed))).catch(() => {
    throw new CommandFault(`${typed}: There is no such file that can be read.`);
  });
  const { from, to } = envelopeIn(raw);
  const sentTo = (given.recipient.length > 0 ? given.recipient : to).filter((one) => isOwnRecipient(context, one));
  const refuse = (code: number, words: string) => {
    console.error(words);
    return code;
  };
  if (raw.length === 0 || raw.length > largest) return refuse(mailExits.badMail, "5.6.0 That is no mail.");
  if (isLooping(raw)) return refuse(mailExits.badMail, "5.4.6 Too many hops.");
  if (sentTo.length === 0) return refuse(mailExits.noRecipient, "5.1.1 No such recipient.");
  const sentFrom = given.sender ?? from;
  const isNull = /^"?<>"?$|^mailer-daemon$/i.test(sentFrom);
  const news = await receiveInbound(context, [
    { door: "pipe", provider: null, sentFrom: isNull ? "" : sentFrom, sentTo, raw },
  ]);
  print(news > 0 ? "Kept." : "It was kept before.", { kept: news > 0 });
  return mailExits.stored;
}

/** The envelope as far as the header tells it: servers write it there when they deliver. */
function envelopeIn(raw: Buffer): { from: string; to: string[] } {
  const head = raw
    .toString("latin1", 0, 200_000)
    .split(/\r?\n\r?\n/)[0]!
    .replace(/\r?\n[ \t]+/g, " ");
  const valuesOf = (names: string) =>
    [...head.matchAll(new RegExp(`^(?:${names}):(.*)$`, "gim"))].map(([, value]) => value!);
  // Where no server wrote it down, nothing says that a program wrote: only `<>` does.
  const [writer = ""] = /[^\s<>,;:"()]+@[\w.-]+/.exec(valuesOf("From").join(" ")) ?? [];
  const [path = writer] = valuesOf("Return-Path");
  const named = valuesOf("Delivered-To|X-Original-To|Envelope-To|To|Cc").join(" ");
  return {
    from: /<?([^\s<>]*)>?/.exec(path.trim())?.[1] ?? "",
    to: [...new Set(named.match(/[^\s<>,;:"()]+@[\w.-]+/g))],
  };
}

/** Understands everything that is kept by the rules of now. */
export async function again(context: Context, stop: AbortSignal, print: Print): Promise<number> {
  const waiting = await understandAgain(context);
  const { understood, failed } = await workOnInbound(context, stop);
  const words = `${understood} of ${waiting} mails were understood again${failed > 0 ? `, ${failed} failed` : ""}.`;
  print(stop.aborted ? `${words} A sender goes on with the rest.` : words, { waiting, understood, failed });
  return failed > 0 ? 1 : 0;
}

/**
 * Sends a letter to ourselves by the way back, and tells what became of the one before.
 * @throws CommandFault when it cannot be sent
 */
export async function testTheWay(context: Context, print: Print): Promise<void> {
  const { back, last } = await selfTests(context);
  const started = await startSelfTest(context, operator());
  if ("error" in started) throw new CommandFault(wordSelfTestFault(started));
  const before = last ? ` The last one, of ${utc(last.sentAt)}, ${wordTest(last)}.` : "";
  print(
    `A letter to ourselves is on its way. Settings, Health, says when it is back, and so does the next --self-test.${before}`,
    { test: started.id, last, back },
  );
}

function wordTest({ sentAt, backAt, said }: SelfTest): string {
  if (backAt !== null) return `came back in ${formatDuration((backAt - sentAt) / 1000)}`;
  return said ? `was not taken: ${said}` : "has not come back";
}

/** True when a mail server must try again: nothing that keeps us from writing a mail down may lose it. */
export function mustTryAgain(code: unknown): boolean {
  return !Object.values<unknown>(mailExits).includes(code);
}
