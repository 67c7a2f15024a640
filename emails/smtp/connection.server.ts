import type { Message } from "#emails/message/message.server.ts";
import { singleLine } from "#emails/render/markup.server.ts";
import { readReply, type Outcome, type Stage } from "./replies.server.ts";

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

/** The progress of a hand-over. `bodyIsOut`: the system has taken every byte up to the final dot. */
export type Reached = { stage: Stage; bodyIsOut: boolean };

export const nothingReached = (): Reached => ({ stage: "MAIL", bodyIsOut: false });

/** An error of nodemailer. With a server's reply: `responseCode`, `response`, and the command that it answers. */
export type SmtpError = Error & { code?: string; responseCode?: number; response?: string; command?: string };

export const hungUp = new Error("The connection was closed.");

export const tooLarge: Outcome = {
  kind: "stop",
  verdict: "setup",
  code: null,
  reply: "The message is larger than the mail server takes.",
};

/**
 * Returns the outcome of a failed attempt of nodemailer's (T-04).
 * @param reached its progress: the server can have the message only when the system took the whole of it, its final dot
 * included; before the server asked for the message it has nothing of it
 * @param answered the messages that the server has answered on this connection before
 */
export function outcomeOf(error: SmtpError, reached: Reached, answered = 0): Outcome {
  const { responseCode, response, message, command, code } = error;
  // A code that is no answer to a message leaves open whether it was taken.
  const isForeign = responseCode !== undefined && reached.bodyIsOut && !/^[45]/.test(String(responseCode));
  if (responseCode !== undefined && !isForeign)
    return outcomeOfReply(responseCode, response || message, stageOf(command) ?? reached.stage, reached, answered);
  // An error of nodemailer, not a reply: it refuses to send this address.
  if (code === "EENVELOPE" && command === "API") return invalidAddress(message);
  if (command === "MAIL FROM" && code === "EMESSAGE") return tooLarge;
  return outcomeOfLoss(message, reached);
}

export function invalidAddress(reply: string): Outcome {
  return { kind: "refused", verdict: "address", code: null, reply: shownReply(reply) };
}

/**
 * Returns the outcome of a reply that is no success.
 * @param command the stage of the command that it answers
 */
export function outcomeOfReply(
  code: number,
  text: string,
  command: Stage,
  { stage }: Reached,
  answered: number,
): Outcome {
  const answer = readReply(code, shownReply(text), command);
  // A closing reply on a connection that has carried messages is about the connection; on a new one it is about this
  // reader.
  const isGoodbye = code === 421 || answer.verdict === "connection";
  const isOver = isGoodbye && answer.verdict !== "rate" && stage !== "DATA" && answered > 0;
  return isOver && answer.kind === "deferred" ? { ...answer, kind: "returned" } : answer;
}

/**
 * Returns the outcome of a message that got no reply, because the connection is lost or can no longer be trusted.
 * @param reason one sentence for people
 */
export function outcomeOfLoss(reason: string, { stage, bodyIsOut }: Reached): Outcome {
  const reply = shownReply(reason);
  if (bodyIsOut) return { kind: "uncertain", verdict: "unknown", code: null, reply };
  return { kind: stage === "DATA" ? "deferred" : "returned", verdict: "connection", code: null, reply, stage };
}

/** True when the server closes the connection after this, or refuses us and not one reader. */
export function endsTheConnection({ kind, code, verdict }: Outcome): boolean {
  return kind === "stop" || code === 421 || verdict === "connection";
}

function stageOf(command = ""): Stage | undefined {
  if (command.startsWith("AUTH")) return "connection";
  return (["MAIL", "RCPT", "DATA"] as const).find((stage) => command.startsWith(stage));
}

/** Cleans a reply for pages and the log: one line, no control characters, at most 500 characters. */
export function shownReply(text: string): string {
  return singleLine(text).slice(0, 500);
}
