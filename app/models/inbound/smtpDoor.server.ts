import type { AddressInfo } from "node:net";
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import type { Context } from "#app/context.server.ts";
import { isOwnRecipient, openReference } from "#app/models/mailReferences.server.ts";
import { networkOf } from "#app/models/rateLimits.server.ts";
import { openCounters } from "./counters.server.ts";
import { mostBytes, mostBytesOf, mostBytesOfReply, openSharedKeeping, type Inbound } from "./receiving.server.ts";

/** The largest mail that is taken at all; of a large one that is no reader's answer only the beginning is kept. */
const largest = 25_000_000;
/**
 * Connections, and mails that may come at the same time: together they hold 40 MB at most, and 30 more of readers' answers
 * with their attachments.
 */
const connections = 200;
const mailsAtOnce = 40;
const bytesOfLargeAnswers = 30_000_000;
/** Recipients of one mail. A failure notice has one. */
const recipientsOfMail = 10;
/** More stations on its way are a loop (RFC 5321 6.3). */
const mostStations = 50;
const timeOut = 60_000;
const closingTime = 10_000;

/**
 * How much may come within an hour. Mail to a signed address is counted for each address alone: thousands of readers may be
 * behind one server, whose bounces come from one place.
 */
const hourly = { ofReference: 30, unsignedOfNetwork: 100, unsigned: 1000, unknownOfNetwork: 100 };

/** A certificate for STARTTLS, in PEM form; null without one. */
export type Certificate = { cert: Buffer; key: Buffer } | null;

type SmtpDoor = {
  port: number;
  /** Offers a renewed certificate from now on. */
  renew(certificate: Certificate): void;
  /** Takes nothing new and finishes what is coming. */
  close(): Promise<void>;
};

/**
 * Hears mail that comes back by SMTP. It knows our own recipients alone, relays nothing, and answers no mail: what it
 * cannot take, it refuses while its sender is there (no backscatter). A mail is written down before it is accepted.
 * @param at where it listens
 */
export async function openSmtpDoor(
  context: Context,
  at: { host: string; port: number },
  certificate: Certificate,
): Promise<SmtpDoor> {
  const { SMTPServer } = await import("smtp-server");
  const server = new SMTPServer({
    name: (context.config.bounceAddress ?? context.config.replyAddress)?.domain,
    banner: "Pressrun",
    ...(certificate ?? {}),
    disabledCommands: certificate ? ["AUTH"] : ["AUTH", "STARTTLS"],
    hideSMTPUTF8: true,
    disableReverseLookup: true,
    logger: false,
    size: largest,
    maxClients: connections,
    socketTimeout: timeOut,
    closeTimeout: closingTime,
    ...handlers(context),
  });
  // A client that goes away in the middle is no fault here.
  server.on("error", (error) => context.log.debug({ error }, "a client of the inbound server went away"));
  await listening(server, at);
  return {
    port: (server.server.address() as AddressInfo).port,
    renew: (renewed) => renewed && server.updateSecureContext(renewed),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** @throws when the port is taken, or not ours to have */
function listening(server: SMTPServer, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

type Done = (error?: Error | null, message?: string) => void;

function handlers(context: Context) {
  const counters = openCounters(context.clock);
  const keep = openSharedKeeping(context);
  const room = { left: bytesOfLargeAnswers };
  let coming = 0;
  return {
    onRcptTo({ address }: { address: string }, session: SMTPServerSession, done: Done) {
      done(refusalOf(context, counters, address, session));
    },
    onData(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) {
      if (coming >= mailsAtOnce) {
        stream.resume();
        return void stream.once("end", () => done(refusal(451, "4.3.2 Too many mails at once, try again later")));
      }
      coming += 1;
      void take({ context, keep, room }, stream, session)
        .catch((error: unknown) => {
          context.log.error({ error }, "a mail that came in could not be kept; its server tries again");
          return refusal(451, "4.3.0 Not kept, try again later");
        })
        .then((refused) => done(refused, "2.0.0 Kept"))
        .finally(() => (coming -= 1));
    },
  };
}

type Counters = ReturnType<typeof openCounters>;

/** @returns null for a recipient whose mail is taken */
function refusalOf(context: Context, counters: Counters, address: string, session: SMTPServerSession): Error | null {
  const network = networkOf(session.remoteAddress);
  if (session.envelope.rcptTo.length >= recipientsOfMail) return refusal(452, "4.5.3 Too many recipients");
  if (!isOwnRecipient(context, address)) {
    // A client that guesses addresses learns nothing more for a while.
    const isGuessing = counters.count("unknown", network) > hourly.unknownOfNetwork;
    return isGuessing ? refusal(421, "4.7.0 Too many unknown recipients") : refusal(550, "5.1.1 No such recipient");
  }
  const isSigned = openReference(context, address) !== null;
  const isOver = isSigned
    ? counters.count("reference", address.toLowerCase()) > hourly.ofReference
    : counters.count("unsigned", network) > hourly.unsignedOfNetwork ||
      counters.count("unsigned", "all") > hourly.unsigned;
  return isOver ? refusal(450, "4.7.1 Too many mails to this recipient, try again later") : null;
}

/** `room`: the bytes that are left for what is larger than a bounce. */
type Taking = { context: Context; keep: (one: Inbound) => Promise<void>; room: { left: number } };

/** @returns the reason why a mail is not taken; null once it is kept */
async function take(taking: Taking, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
  const { context, keep, room } = taking;
  const { mailFrom, rcptTo } = session.envelope;
  const sentTo = rcptTo.map(({ address }) => address);
  const most = mostBytesOf(context, sentTo, mostBytesOfReply);
  const chunks: Buffer[] = [];
  let [kept, size, taken, isFull] = [0, 0, 0, false];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      // One byte more than is understood shows that it is too large.
      const wanted = Math.min(chunk.length, most + 1 - kept);
      if (wanted <= 0 || isFull) continue;
      const beyond = Math.max(0, kept + wanted - mostBytes - 1) - taken;
      isFull = beyond > room.left;
      if (isFull) continue;
      room.left -= beyond;
      taken += beyond;
      chunks.push(chunk.subarray(0, wanted));
      kept += wanted;
    }
    if (stream.sizeExceeded) return refusal(552, "5.3.4 Too large");
    if (isFull) return refusal(451, "4.3.2 Too many large mails at once, try again later");
    // A person has written it, and is to know.
    if (most === mostBytesOfReply && size > most) return refusal(552, "5.3.4 Too large, at most 10 MB");
    const raw = Buffer.concat(chunks);
    if (isLooping(raw)) return refusal(554, "5.4.6 Too many hops");
    const sentFrom = mailFrom ? mailFrom.address : "";
    await keep({ door: "smtp", provider: null, sentFrom, sentTo, raw, size });
    return null;
  } finally {
    room.left += taken;
  }
}

/** True for a mail with more stations on its way than any has that arrives. */
export function isLooping(raw: Buffer): boolean {
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.toString("latin1", 0, Math.min(end < 0 ? raw.length : end, 200_000));
  return (head.match(/^received:/gim)?.length ?? 0) > mostStations;
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}
