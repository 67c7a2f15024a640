import SMTPConnection from "nodemailer/lib/smtp-connection";
import { shownReply, type SmtpConnection, type SmtpError } from "./connection.server.ts";
import { OwnConnection } from "./ownConnection.server.ts";
import { openPublicSend, watchTransactions, type TransactionWatch } from "./publicSend.server.ts";
import { takeOver } from "./takeOver.server.ts";

export { outcomeOf, type SmtpConnection } from "./connection.server.ts";
export { asksForFewer, type Outcome } from "./replies.server.ts";

export type Smtp = {
  /** The connections of one sender process; `auto`: as many as the server can use. */
  connections: number | "auto";
  /** Host and port, for people; never the login. */
  server: string;
  /**
   * True when nodemailer's public `send()` carries the messages, because its socket is out of reach; ours is faster
   * (decision 31). Null before the first connection.
   */
  isPublic(): boolean | null;
  /** @throws SmtpUnavailable with one sentence for the operator */
  open(): Promise<SmtpConnection>;
};

/** The server cannot be used at all now: unreachable, no TLS, or it refuses the login. */
class SmtpUnavailable extends Error {
  override name = "SmtpUnavailable";
  /**
   * @param lasting true until somebody mends it: a refused login, unlike an unreachable server
   * @param code of the server's reply; null without one
   */
  constructor(
    message: string,
    readonly lasting = false,
    readonly code: number | null = null,
  ) {
    super(message);
  }
}

/** Compared by name: a class may be there twice, where a test runs the built site. */
export function isSmtpUnavailable(error: unknown): error is SmtpUnavailable {
  return error instanceof Error && error.name === "SmtpUnavailable";
}

/**
 * `messagesPerConnection`: the messages of a connection before it is closed; 100 as in nodemailer's pool (T-11).
 * `chunking`: uses BDAT where the server announces CHUNKING (RFC 3030).
 */
type Settings = {
  connections?: number | "auto";
  messagesPerConnection?: number;
  chunking?: boolean;
  greetingTimeout?: number;
  socketTimeout?: number;
  /** nodemailer's class of a connection; a test gives that of another version. */
  Connection?: typeof SMTPConnection;
};

/**
 * @param url `smtp[s]://user:password@host:port`; STARTTLS with a verified certificate is required unless the host is
 * this machine or the URL ends in `?tls=none` (T-12)
 * @param settings time-outs in milliseconds; the last reply may take 10 minutes (RFC 5321 4.5.3.2.6, T-05)
 */
export function createSmtp(url: string, settings: Settings = {}): Smtp {
  const { options, login, isNear } = readUrl(url, settings);
  const server = `${options.host}:${options.port}`;
  const { messagesPerConnection = 100, chunking = false, Connection = SMTPConnection } = settings;
  let isPublic: boolean | null = null;
  const carry = (connection: SMTPConnection, watch: TransactionWatch) => {
    const wire = takeOver(connection, !isNear);
    isPublic = wire === null;
    return wire
      ? new OwnConnection(wire, { messagesPerConnection, chunking, patience: options.socketTimeout })
      : openPublicSend(connection, watch, messagesPerConnection);
  };
  const open = () =>
    new Promise<SmtpConnection>((resolve, reject) => {
      const watch = watchTransactions();
      const connection = new Connection({ ...options, logger: watch.logger, transactionLog: true });
      const give = (error?: Error | null) => {
        if (!error) return resolve(carry(connection, watch));
        connection.close();
        const { code, responseCode } = error as SmtpError;
        reject(new SmtpUnavailable(wordTrouble(error, server), code === "EAUTH", responseCode ?? null));
      };
      connection.once("error", give);
      connection.connect((error?: Error) => {
        if (error || !login) return give(error);
        connection.login({ credentials: login }, give);
      });
    });
  return { connections: settings.connections ?? 5, server, isPublic: () => isPublic, open };
}

function readUrl(url: string, { greetingTimeout = 30_000, socketTimeout = 600_000 }: Settings) {
  const { hostname, port, protocol, username, password, searchParams } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const secure = protocol === "smtps:";
  const isNear = !secure && (isThisMachine(host) || searchParams.get("tls") === "none");
  const options = {
    host,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !isNear,
    ignoreTLS: isNear,
    connectionTimeout: greetingTimeout,
    greetingTimeout,
    socketTimeout,
    // A connection that is given up sends no byte more, so that no message is finished behind its outcome.
    socketCloseTimeout: 0,
  };
  const login = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : null;
  return { options, login, isNear };
}

function isThisMachine(host: string): boolean {
  return ["localhost", "127.0.0.1", "::1"].includes(host);
}

function wordTrouble(error: SmtpError, server: string): string {
  const reply = shownReply(error.response || error.message);
  if (error.code === "EAUTH") return `The mail server ${server} refuses the login: ${reply}`;
  if (error.code === "ETLS") return `The mail server ${server} gives no safe connection: ${reply}`;
  return `The mail server ${server} cannot be reached: ${reply}`;
}
