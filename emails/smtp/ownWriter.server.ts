import type { Socket } from "node:net";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Message } from "#emails/message/message.server.ts";
import type { Segment } from "#emails/message/segments.server.ts";
import {
  envelopeOf,
  nothingReached,
  streamOf,
  type HandOverCallback,
  type Reached,
  type SmtpWriter,
} from "./connection.server.ts";

type Callback = (error: Error | null, reply?: string) => void;

/** Undocumented internals of nodemailer 10.6; `_createSendStream` is called after the 354. */
type Inside = {
  _socket: Socket;
  _responseActions: ((reply: string) => void)[];
  _actionSMTPStream(reply: string, callback: Callback): void;
  _actionMAIL(reply: string, callback: Callback): void;
  _createSendStream(callback: Callback): object;
};

function isKnown(connection: SMTPConnection): boolean {
  const inside = connection as unknown as Partial<Inside>;
  const methods = [inside._createSendStream, inside._actionMAIL, inside._actionSMTPStream];
  return methods.every((part) => typeof part === "function") && Array.isArray(inside._responseActions);
}

/**
 * Opens a writer that is faster than nodemailer's. nodemailer doubles dots in a loop over the bytes of each message.
 * This
 * writer doubles them once for segments that all readers share, and writes a message to the socket in one call
 * (docs/decisions/0009).
 * @returns null when this nodemailer lacks the internals
 */
export function openOwnWriter(options: SMTPConnection.Options, Connection: typeof SMTPConnection): SmtpWriter | null {
  const connection = new Connection(options);
  if (!isKnown(connection)) return null;
  const inside = connection as unknown as Inside;
  const ours = replaceParts(inside, () => (writer.reached.stage = "RCPT"));
  const writer = Object.assign(connection, {
    isPublic: false,
    reached: nothingReached(),
    handOver(message: Message, done: HandOverCallback): void {
      writer.reached = nothingReached();
      const pipe = (target: unknown) => {
        if (target === ours) {
          ours.outByteCount = message.size;
          return pour(inside._socket, message, writer.reached);
        }
        // A later nodemailer has the known names, but requests its stream in another way.
        writer.isPublic = true;
        streamOf(message, writer.reached).pipe(target as NodeJS.WritableStream);
      };
      // nodemailer passes the result of `_createSendStream` to a stream's `pipe`.
      connection.send(envelopeOf(message), { pipe } as never, (error, info) =>
        done(error ?? null, info?.response ?? ""),
      );
    },
  });
  return writer;
}

/**
 * @param onSender called when the server accepts the sender, in reply to MAIL. nodemailer reports a 421 without its
 * command, so the replies before it tell whether it is about this reader
 * @returns the object that nodemailer gets for the stream that it would have made
 */
function replaceParts(inside: Inside, onSender: () => void): { outByteCount: number } {
  const ours = { outByteCount: 0 };
  const actionMail = inside._actionMAIL;
  inside._actionMAIL = (reply, callback) => {
    if (reply.startsWith("2")) onSender();
    actionMail.call(inside, reply, callback);
  };
  inside._createSendStream = (callback) => {
    inside._responseActions.push((reply) => inside._actionSMTPStream(reply, callback));
    return ours;
  };
  return ours;
}

function pour(socket: Socket, { head, body }: Message, reached: Reached): void {
  reached.stage = "DATA";
  socket.cork();
  socket.write(`${doubled(head)}\r\n\r\n`, "latin1");
  for (const segment of body) socket.write(withDoubledDots(segment));
  socket.write(".\r\n", "latin1", (error) => {
    reached.bodyIsOut ||= !error;
  });
  socket.uncork();
}

/** Segments shared by all readers are searched once. */
const doubledSegments = new WeakMap<Segment, Buffer>();
const worthKeeping = 512;

/** RFC 5321 4.5.2: a line that begins with a dot gets another. A segment begins a line. */
function withDoubledDots(segment: Segment): Buffer {
  const known = doubledSegments.get(segment);
  if (known) return known;
  const needsIt = segment[0] === 0x2e || segment.includes("\n.");
  const written = needsIt ? Buffer.from(doubled(segment.toString("latin1")), "latin1") : segment;
  if (segment.length > worthKeeping) doubledSegments.set(segment, written);
  return written;
}

function doubled(lines: string): string {
  return lines.replace(/^\./gm, "..");
}
