import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";

/** Who the message goes from and to on the wire; both already checked (E-07). */
export type Envelope = { from: string; to: string };

/** What became of one hand-over; `reply` is the server's words, or ours when it said nothing. */
export type Outcome =
  /** 250 after the dot. */
  | { kind: "accepted"; code: number; reply: string }
  /** 5xx: never again the same message. */
  | { kind: "refused"; code: number | null; reply: string }
  /** 4xx, or the line was lost before the whole body was read: safe to try again. */
  | { kind: "deferred"; code: number | null; reply: string }
  /** The whole body went out and no reply came back (RFC 1047): nobody can know. */
  | { kind: "uncertain"; code: null; reply: string }
  /** The server refuses us, not this reader: no reader's attempt may be used up on it. */
  | { kind: "stop"; code: number | null; reply: string };

/** A kept-open connection, logged in; one hand-over at a time. */
export type SmtpLine = {
  handOver(envelope: Envelope, message: Buffer): Promise<Outcome>;
  /** False once the connection is lost or has carried its share of messages. */
  usable(): boolean;
  /** Says QUIT and lets go. */
  close(): void;
};

export type Smtp = {
  /** How many lines one sender process keeps open. */
  connections: number;
  /** Host and port, for people; never the login. */
  server: string;
  /** @throws SmtpUnavailable with one sentence for the operator */
  open(): Promise<SmtpLine>;
};

/** The server cannot be used at all now: unreachable, no TLS, or it refuses the login. */
export class SmtpUnavailable extends Error {
  override name = "SmtpUnavailable";
}

/** By its name: the web server's bundle and the process around it each have a class of their own. */
export function isSmtpUnavailable(error: unknown): error is SmtpUnavailable {
  return error instanceof Error && error.name === "SmtpUnavailable";
}

type Settings = { connections?: number; greetingTimeout?: number; socketTimeout?: number };

/** nodemailer's own pool closes a connection after 100 messages; servers expect no more (T-11). */
const messagesPerLine = 100;

/**
 * @param url `smtp[s]://user:password@host:port`; STARTTLS with a verified certificate is required unless the host is
 * this machine or the URL ends in `?tls=none` (T-12)
 * @param settings time-outs in milliseconds; the last reply may take 10 minutes (RFC 5321 4.5.3.2.6, T-05)
 */
export function createSmtp(url: string, settings: Settings = {}): Smtp {
  const { hostname, port, protocol, username, password, searchParams } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const secure = protocol === "smtps:";
  const near = ["localhost", "127.0.0.1", "::1"].includes(host) || searchParams.get("tls") === "none";
  const options = {
    host,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !near,
    ignoreTLS: !secure && near,
    connectionTimeout: settings.greetingTimeout ?? 30_000,
    greetingTimeout: settings.greetingTimeout ?? 30_000,
    socketTimeout: settings.socketTimeout ?? 600_000,
  };
  const login = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : null;
  const server = `${host}:${options.port}`;
  return {
    connections: settings.connections ?? 5,
    server,
    open: () => openLine(new SMTPConnection(options), login, server),
  };
}

function openLine(
  connection: SMTPConnection,
  login: { user: string; pass: string } | null,
  server: string,
): Promise<SmtpLine> {
  return new Promise((resolve, reject) => {
    const give = (error?: Error | null) => {
      if (!error) return resolve(lineOver(connection));
      connection.close();
      reject(new SmtpUnavailable(wordTrouble(error as SmtpError, server)));
    };
    connection.once("error", give);
    connection.connect((error?: Error) => {
      if (error || !login) return give(error);
      connection.login({ credentials: login }, give);
    });
  });
}

function lineOver(connection: SMTPConnection): SmtpLine {
  let lost = false;
  let carried = 0;
  // Without a listener an error between two hand-overs would end the process.
  connection.on("error", () => (lost = true));
  connection.once("end", () => (lost = true));
  return {
    usable: () => !lost && carried < messagesPerLine,
    close: () => (lost ? connection.close() : connection.quit()),
    handOver(envelope, message) {
      carried += 1;
      const body = trackedBody(message);
      return new Promise((resolve) => {
        connection.send(
          { from: envelope.from, to: [envelope.to], size: message.length },
          body.stream,
          (error, info) => {
            // Whatever was left of a failed transaction must not meet the next reader (T-11).
            if (error) {
              lost = true;
              connection.close();
            }
            resolve(error ? outcomeOf(error as SmtpError, body.read()) : acceptedBy(info?.response ?? ""));
          },
        );
      });
    },
  };
}

/**
 * nodemailer reads the stream only after the server's 354. So "never read" or "read in part" means that the final dot
 * was never sent (safe to try again), and "read to the end" that it may have been (T-04).
 */
function trackedBody(message: Buffer) {
  let offset = 0;
  let ended = false;
  const stream = new Readable({
    highWaterMark: 16_384,
    read(size) {
      if (offset < message.length) {
        this.push(message.subarray(offset, (offset += Math.max(size, 16_384))));
      } else {
        ended = true;
        this.push(null);
      }
    },
  });
  return { stream, read: () => ended };
}

type SmtpError = Error & { code?: string; responseCode?: number; response?: string; command?: string };

function acceptedBy(response: string): Outcome {
  return { kind: "accepted", code: Number(response.slice(0, 3)) || 250, reply: oneLine(response) };
}

/** One table for what a failed attempt means (T-04). */
export function outcomeOf(error: SmtpError, bodyRead: boolean): Outcome {
  const code = error.responseCode ?? null;
  const reply = oneLine(error.response || error.message);
  // Not the server's word but nodemailer's: it would not put this address on the wire.
  if (code === null && error.code === "EENVELOPE" && error.command === "API") return { kind: "refused", code, reply };
  if (code === null && error.command === "MAIL FROM" && error.code === "EMESSAGE")
    return { kind: "stop", code, reply: "The message is larger than the mail server takes." };
  if (code === null) return bodyRead ? { kind: "uncertain", code, reply } : { kind: "deferred", code, reply };
  if (code === 421) return { kind: "deferred", code, reply };
  if (error.code === "EAUTH" || code === 530 || code === 535) return { kind: "stop", code, reply };
  if (error.command === "MAIL FROM" && code >= 500) return { kind: "stop", code, reply };
  return code >= 500 ? { kind: "refused", code, reply } : { kind: "deferred", code, reply };
}

function wordTrouble(error: SmtpError, server: string): string {
  const reply = oneLine(error.response || error.message);
  if (error.code === "EAUTH") return `The mail server ${server} refuses the login: ${reply}`;
  if (error.code === "ETLS") return `The mail server ${server} gives no safe connection: ${reply}`;
  return `The mail server ${server} cannot be reached: ${reply}`;
}

// eslint-disable-next-line no-control-regex -- control characters are what is taken out
const blank = /[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Replies are shown and logged: one line, no control characters, at most 500 characters. */
function oneLine(text: string): string {
  return text.replace(blank, " ").trim().slice(0, 500);
}
