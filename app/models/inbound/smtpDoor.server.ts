import type { AddressInfo, Socket } from "node:net";
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import type { Context } from "#app/context.server.ts";
import { isOwnRecipient, openReference } from "#app/models/mailReferences.server.ts";
import { networkOf } from "#app/models/rateLimits.server.ts";
import { openCounters } from "./counters.server.ts";
import { mostBytesOf, openSharedKeeping } from "./receiving.server.ts";

/** The largest mail that is taken at all; of a large one only the beginning is kept. */
const largest = 25_000_000;
/** Connections, those of one network, and mails that may come at the same time. */
const connections = 200;
const connectionsOfNetwork = 50;
const mailsAtOnce = 40;
/** Bytes of mails that are held while they come: a crowd of large ones tries again. */
const heldBytes = 60_000_000;
/** Recipients of one mail. A failure notice has one. */
const recipientsOfMail = 10;
/** More stations on its way are a loop (RFC 5321 6.3). */
const mostStations = 50;
const timeOut = 60_000;
/** Milliseconds after which a connection ends, whatever it does: a byte a minute would hold it for ever. */
const longestConnection = 15 * 60_000;
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
 * @param longest milliseconds after which a connection ends, whatever it does
 */
export async function openSmtpDoor(
  context: Context,
  at: { host: string; port: number },
  certificate: Certificate,
  longest = longestConnection,
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
  server.server.on("connection", (socket: Socket) => {
    const end = setTimeout(() => socket.destroy(), longest).unref();
    socket.once("close", () => clearTimeout(end));
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

/** Mails that come at the same time: they are counted, and kept together. */
type Coming = { mails: number; bytes: number; keep: ReturnType<typeof openSharedKeeping> };

function handlers(context: Context) {
  const counters = openCounters(context.clock);
  const coming: Coming = { mails: 0, bytes: 0, keep: openSharedKeeping(context) };
  return {
    ...connectionLimits(),
    onRcptTo({ address }: { address: string }, session: SMTPServerSession, done: Done) {
      done(refusalOf(context, counters, address, session));
    },
    onData(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) {
      if (coming.mails >= mailsAtOnce) {
        stream.resume();
        return void stream.once("end", () => done(tooManyAtOnce()));
      }
      coming.mails += 1;
      void take(context, stream, session, coming)
        .catch((error: unknown) => {
          if (stream.destroyed && !stream.readableEnded) return refusal(451, "4.4.2 The connection ended");
          context.log.error({ error }, "a mail that came in could not be kept; its server tries again");
          return refusal(451, "4.3.0 Not kept, try again later");
        })
        .then((refused) => done(refused, "2.0.0 Kept"))
        .finally(() => (coming.mails -= 1));
    },
  };
}

/** Leaves room for others: nobody alone holds all connections. */
function connectionLimits() {
  const here = new Map<string, number>();
  const networks = new WeakMap<SMTPServerSession, string>();
  return {
    onConnect(session: SMTPServerSession, done: Done) {
      const network = networkOf(session.remoteAddress);
      const count = here.get(network) ?? 0;
      if (count >= connectionsOfNetwork) return void done(refusal(421, "4.7.0 Too many connections of your network"));
      networks.set(session, network);
      here.set(network, count + 1);
      done();
    },
    onClose(session: SMTPServerSession) {
      const network = networks.get(session);
      if (network === undefined) return;
      networks.delete(session);
      const left = here.get(network)! - 1;
      if (left > 0) here.set(network, left);
      else here.delete(network);
    },
  };
}

function tooManyAtOnce(): Error {
  return refusal(451, "4.3.2 Too many mails at once, try again later");
}

type Counters = ReturnType<typeof openCounters>;

/** @returns null for a recipient whose mail is taken */
function refusalOf(context: Context, counters: Counters, address: string, session: SMTPServerSession): Error | null {
  const network = networkOf(session.remoteAddress);
  if (session.envelope.rcptTo.length >= recipientsOfMail) return refusal(452, "4.5.3 Too many recipients");
  if (!isOwnRecipient(context, address)) {
    // A client that guesses learns nothing more for a while. A 421 would end the connection for the good ones after it, too.
    const isGuessing = counters.count("unknown", network) > hourly.unknownOfNetwork;
    return isGuessing ? refusal(450, "4.7.1 Too many unknown recipients") : refusal(550, "5.1.1 No such recipient");
  }
  const isSigned = openReference(context, address) !== null;
  const isOver = isSigned
    ? counters.count("reference", address.toLowerCase()) > hourly.ofReference
    : counters.count("unsigned", network) > hourly.unsignedOfNetwork ||
      counters.count("unsigned", "all") > hourly.unsigned;
  return isOver ? refusal(450, "4.7.1 Too many mails to this recipient, try again later") : null;
}

/** @returns the reason why a mail is not taken; null once it is kept */
async function take(
  context: Context,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  coming: Coming,
): Promise<Error | null> {
  const { mailFrom, rcptTo } = session.envelope;
  const sentTo = rcptTo.map(({ address }) => address);
  const most = mostBytesOf(context, sentTo, Infinity);
  const chunks: Buffer[] = [];
  let [kept, size, isCrowded] = [0, 0, false];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      isCrowded ||= coming.bytes + chunk.length > heldBytes;
      // One byte more than is understood shows that it is too large.
      if (kept > most || isCrowded) continue;
      const part = chunk.subarray(0, most + 1 - kept);
      chunks.push(part);
      kept += part.length;
      coming.bytes += part.length;
    }
    if (isCrowded) return tooManyAtOnce();
    // A reader whose answer is too large hears so from their own server: half of it would reach nobody.
    if (stream.sizeExceeded || (size > most && isAnswer(context, sentTo)))
      return refusal(552, `5.3.4 Too large, at most ${Math.floor(most / 1_000_000)} MB`);
    const raw = Buffer.concat(chunks);
    if (isLooping(raw)) return refusal(554, "5.4.6 Too many hops");
    const sentFrom = mailFrom ? mailFrom.address : "";
    await coming.keep({ door: "smtp", provider: null, sentFrom, sentTo, raw, size });
    return null;
  } finally {
    coming.bytes -= kept;
  }
}

function isAnswer(context: Context, sentTo: string[]): boolean {
  return sentTo.some((to) => openReference(context, to)?.purpose === "reply");
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
