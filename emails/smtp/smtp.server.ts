import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Message } from "#emails/message/message.server.ts";
import { singleLine } from "#emails/render/markup.server.ts";
import type { Reached, SmtpWriter } from "./connection.server.ts";
import { openOwnWriter } from "./ownWriter.server.ts";
import { openPublicSend } from "./publicSend.server.ts";
import { readReply, type Outcome, type Stage } from "./replies.server.ts";

export type { Outcome } from "./replies.server.ts";

/** An open connection, logged in; one hand-over at a time. */
export type SmtpConnection = {
  handOver(message: Message): Promise<Outcome>;
  /** False once the connection is lost or has carried its share of messages. */
  usable(): boolean;
  /** Counts the messages that the server has answered on it. */
  answered(): number;
  /** Sends QUIT and closes. */
  close(): void;
};

export type Smtp = {
  /** The connections of one sender process. */
  connections: number;
  /** Host and port, for people; never the login. */
  server: string;
  /**
   * True when nodemailer's public `send()` writes the messages instead of our own writer, which is faster (decision 9);
   * null before the first connection.
   */
  isPublic(): boolean | null;
  /** @throws SmtpUnavailable with one sentence for the operator */
  open(): Promise<SmtpConnection>;
};

/** The server cannot be used at all now: unreachable, no TLS, or it refuses the login. */
class SmtpUnavailable extends Error {
  override name = "SmtpUnavailable";
  /** @param lasting true until somebody mends it: a refused login, unlike an unreachable server */
  constructor(
    message: string,
    readonly lasting = false,
  ) {
    super(message);
  }
}

/** Compared by name, because the web server's bundle and the process around it each have their own class. */
export function isSmtpUnavailable(error: unknown): error is SmtpUnavailable {
  return error instanceof Error && error.name === "SmtpUnavailable";
}

/** `messagesPerConnection`: the messages of a connection before it is closed; 100 as in nodemailer's pool (T-11). */
type Settings = {
  connections?: number;
  messagesPerConnection?: number;
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
  const { Connection = SMTPConnection } = settings;
  let last: SmtpWriter | null = null;
  const isPublic = () => last?.isPublic ?? null;
  const openWriter = () =>
    (last = (isPublic() ? null : openOwnWriter(options, Connection)) ?? openPublicSend(options, Connection));
  return {
    connections: settings.connections ?? 5,
    server,
    isPublic,
    open: () => openConnection(openWriter(), login, server, settings.messagesPerConnection ?? 100),
  };
}

function openConnection(
  writer: SmtpWriter,
  login: { user: string; pass: string } | null,
  server: string,
  messagesPerConnection: number,
): Promise<SmtpConnection> {
  return new Promise((resolve, reject) => {
    const give = (error?: Error | null) => {
      if (!error) return resolve(connectionOver(writer, messagesPerConnection));
      writer.close();
      reject(new SmtpUnavailable(wordTrouble(error as SmtpError, server), (error as SmtpError).code === "EAUTH"));
    };
    writer.once("error", give);
    writer.connect((error?: Error) => {
      if (error || !login) return give(error);
      writer.login({ credentials: login }, give);
    });
  });
}

/** Long because: its functions share the state of one connection. */
function connectionOver(writer: SmtpWriter, messagesPerConnection: number): SmtpConnection {
  let lost = false;
  let carried = 0;
  let answered = 0;
  /** Ends the current hand-over when the connection closes without reporting it. */
  let ended: (() => void) | null = null;
  const lose = () => {
    lost = true;
    // A known error is reported right after this event.
    queueMicrotask(() => ended?.());
  };
  // Without a listener an error between two hand-overs would end the process.
  writer.on("error", () => (lost = true));
  writer.once("end", lose);
  return {
    usable: () => !lost && carried < messagesPerConnection,
    answered: () => answered,
    close: () => (lost ? writer.close() : writer.quit()),
    handOver(message) {
      carried += 1;
      return new Promise((resolve) => {
        const settle = (outcome: Outcome) => {
          ended = null;
          if (outcome.kind !== "returned") answered += 1;
          resolve(outcome);
        };
        const give = (outcome: Outcome) => {
          lost = true;
          settle(outcome);
          writer.close();
        };
        // nodemailer drops a message whose socket is gone; then nothing of it has left, or its reply is unknown.
        ended = () => give(outcomeOf(hungUp, writer.reached, answered));
        // On a closed connection nodemailer calls back before `handOver` returns.
        writer.handOver(message, (error, response) => {
          if (!error) return settle(readReply(replyCode(response), shownReply(response), "DATA"));
          const outcome = outcomeOf(error as SmtpError, writer.reached, answered);
          const isOver = outcome.kind === "stop" || outcome.code === 421 || outcome.verdict === "connection";
          // The rest of a failed transaction must not affect the next reader (T-11).
          if (outcome.code !== null && !isOver && !lost)
            return writer.reset((failed) => (failed ? give(outcome) : settle(outcome)));
          give(outcome);
        });
      });
    },
  };
}

const hungUp = new Error("The connection was closed.");

type SmtpError = Error & { code?: string; responseCode?: number; response?: string; command?: string };

function replyCode(response: string): number {
  return Number(response.slice(0, 3)) || 250;
}

/**
 * Returns the outcome of a failed attempt (T-04).
 * @param reached its progress: the server can have the message only when the system took the whole of it, its final dot
 * included; before the server asked for the message it has nothing of it
 * @param answered the messages that the server has answered on this connection before
 */
export function outcomeOf(error: SmtpError, { stage, bodyIsOut }: Reached, answered = 0): Outcome {
  const code = error.responseCode ?? null;
  const reply = shownReply(error.response || error.message);
  if (code !== null) {
    const answer = readReply(code, reply, stageOf(error.command) ?? stage);
    // A closing reply on a connection that has carried messages is about the connection; on a new one it is about this
    // reader.
    const isGoodbye = code === 421 || answer.verdict === "connection";
    const isOver = isGoodbye && answer.verdict !== "rate" && stage !== "DATA" && answered > 0;
    return isOver && answer.kind === "deferred" ? { ...answer, kind: "returned" } : answer;
  }
  // An error of nodemailer, not a reply: it refuses to send this address.
  if (error.code === "EENVELOPE" && error.command === "API")
    return { kind: "refused", verdict: "address", code, reply };
  if (error.command === "MAIL FROM" && error.code === "EMESSAGE")
    return { kind: "stop", verdict: "setup", code, reply: "The message is larger than the mail server takes." };
  if (bodyIsOut) return { kind: "uncertain", verdict: "unknown", code, reply };
  return { kind: stage === "DATA" ? "deferred" : "returned", verdict: "connection", code, reply, stage };
}

function stageOf(command = ""): Stage | undefined {
  if (command.startsWith("AUTH")) return "connection";
  return (["MAIL", "RCPT", "DATA"] as const).find((stage) => command.startsWith(stage));
}

function wordTrouble(error: SmtpError, server: string): string {
  const reply = shownReply(error.response || error.message);
  if (error.code === "EAUTH") return `The mail server ${server} refuses the login: ${reply}`;
  if (error.code === "ETLS") return `The mail server ${server} gives no safe connection: ${reply}`;
  return `The mail server ${server} cannot be reached: ${reply}`;
}

/** Cleans a reply for pages and the log: one line, no control characters, at most 500 characters. */
function shownReply(text: string): string {
  return singleLine(text).slice(0, 500);
}
