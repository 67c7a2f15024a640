import type { Socket } from "node:net";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Message } from "./message.server.ts";
import type { Piece } from "./pieces.server.ts";
import type { Stage } from "./replies.server.ts";

/** nodemailer's connection, of which one thing is ours: how a message's bytes get to the socket. */
export type Wire = SMTPConnection & {
  /**
   * Hands one message over.
   * @param done `error`, or the server's last reply
   */
  handOver(message: Message, done: (error: Error | null, response: string) => void): void;
  /** How far the last hand-over came. */
  readonly reached: Reached;
};

/** How far a hand-over came. `bodyIsOut`: the system has taken every byte up to the final dot. */
export type Reached = { stage: Stage; bodyIsOut: boolean };

export function openWire(options: SMTPConnection.Options): Wire {
  return new OurConnection(options) as unknown as Wire;
}

type Callback = (error: Error | null, reply?: string) => void;

/** What of nodemailer 10.6.0 is not in its types; `_createSendStream` is called after the 354. */
type Inside = {
  _socket: Socket;
  _responseActions: ((reply: string) => void)[];
  _actionSMTPStream(reply: string, callback: Callback): void;
  _actionMAIL(reply: string, callback: Callback): void;
};
const nodemailers = SMTPConnection.prototype as unknown as Inside;

/**
 * nodemailer doubles the dots of a message in a loop over its bytes, in a stream of its own. We know the pieces that all
 * readers share and double theirs once; then the message goes to the socket in one call
 * (docs/decisions/0009).
 */
class OurConnection extends SMTPConnection {
  reached: Reached = { stage: "MAIL", bodyIsOut: false };

  handOver(message: Message, done: Parameters<Wire["handOver"]>[1]): void {
    this.reached = { stage: "MAIL", bodyIsOut: false };
    const { from, to } = message.envelope;
    // The envelope's own object: nodemailer notes in it what became of it.
    this.send({ from, to: [to], size: message.size }, message as never, (error, info) =>
      done(error ?? null, info?.response ?? ""),
    );
  }

  /** A 421 comes without the command that it answers; what came before tells whether it is about this reader. */
  _actionMAIL(reply: string, callback: Callback) {
    if (reply.startsWith("2")) this.reached.stage = "RCPT";
    nodemailers._actionMAIL.call(this as unknown as Inside, reply, callback);
  }

  /** nodemailer gives the message to what this returns, in one write. */
  _createSendStream(callback: Callback) {
    const inside = this as unknown as Inside;
    inside._responseActions.push((reply) => inside._actionSMTPStream(reply, callback));
    const sent = { outByteCount: 0 };
    return Object.assign(sent, {
      write: (message: Message) => {
        sent.outByteCount = message.size;
        this.pour(inside._socket, message);
      },
      end: () => {},
    });
  }

  private pour(socket: Socket, { head, body }: Message): void {
    const { reached } = this;
    reached.stage = "DATA";
    socket.cork();
    socket.write(`${doubled(head)}\r\n\r\n`, "latin1");
    for (const piece of body) socket.write(withDoubledDots(piece));
    socket.write(".\r\n", "latin1", (error) => {
      reached.bodyIsOut ||= !error;
    });
    socket.uncork();
  }
}

/** Pieces that all readers share are looked through once for all of them. */
const doubledPieces = new WeakMap<Piece, Buffer>();
const worthKeeping = 512;

/** RFC 5321 4.5.2: a line that begins with a dot gets another. A piece begins a line. */
function withDoubledDots(piece: Piece): Buffer {
  const known = doubledPieces.get(piece);
  if (known) return known;
  const needsIt = piece[0] === 0x2e || piece.includes("\n.");
  const written = needsIt ? Buffer.from(doubled(piece.toString("latin1")), "latin1") : piece;
  if (piece.length > worthKeeping) doubledPieces.set(piece, written);
  return written;
}

function doubled(lines: string): string {
  return lines.replace(/^\./gm, "..");
}
