import type { Message } from "#emails/message/message.server.ts";
import {
  endsTheConnection,
  hungUp,
  invalidAddress,
  nothingReached,
  outcomeOfLoss,
  outcomeOfReply,
  shownReply,
  tooLarge,
  type Reached,
  type SmtpConnection,
} from "./connection.server.ts";
import { MessageWriter, writeAsChunk } from "./messageWriter.server.ts";
import { readReply, type Outcome } from "./replies.server.ts";
import { decoded, ReplyReader } from "./replyReader.server.ts";
import type { Wire } from "./takeOver.server.ts";

/** `messagesPerConnection`: T-11. `chunking`: BDAT where the server has it. `patience`: milliseconds for one reply. */
type Limits = { messagesPerConnection: number; chunking: boolean; patience: number };

/** Something that the server has yet to answer. `BODY`: the message itself; `DOT`: an empty message in its place. */
type Awaited = Asked | "DOT" | "RSET" | "QUIT";
type Asked = "MAIL" | "RCPT" | "DATA" | "BODY";

const unasked = "The server answered without being asked.";

/**
 * The transactions of one connection (RFC 5321 3.3): MAIL, RCPT, DATA and the message. They go together where the server
 * announces PIPELINING (RFC 2920), else one at a time. With CHUNKING (RFC 3030) the message goes with them. Replies come
 * in the order of the commands, so each reply is the one to `#awaited` (docs/decisions/0031).
 */
export class OwnConnection implements SmtpConnection {
  readonly #wire: Wire;
  readonly #limits: Limits;
  readonly #pipelines: boolean;
  readonly #chunks: boolean;
  readonly #reader = new ReplyReader();
  readonly #writer: MessageWriter;
  readonly #written: (error?: Error | null) => void;
  #awaited: Awaited | null = null;
  #message: Message | null = null;
  #settle: ((outcome: Outcome) => void) | null = null;
  /** The first refusal of this message; later replies do not change it. */
  #failure: Outcome | null = null;
  #isSenderRefused = false;
  /** The sender was refused and the recipient was not: the refusal does not tell that a chunk is not taken. */
  #isContradicted = false;
  #reached: Reached = nothingReached();
  /** True until the system has taken a message that was written. */
  #isWriting = false;
  #waitsSince: number | null = null;
  #isLost = false;
  #carried = 0;
  #answered = 0;

  constructor(wire: Wire, limits: Limits) {
    this.#wire = wire;
    this.#writer = new MessageWriter(wire.socket);
    this.#limits = limits;
    this.#pipelines = wire.extensions.pipelining;
    this.#chunks = wire.extensions.chunking && limits.chunking;
    this.#written = (error) => {
      if (error) return;
      this.#isWriting = false;
      this.#reached.bodyIsOut = true;
    };
    wire.socket.on("data", (chunk: Buffer) => this.#take(chunk));
    wire.whenLost((reason) => this.#fail(reason.message));
  }

  usable(): boolean {
    return !this.#isLost && this.#wire.socket.writable && this.#carried < this.#limits.messagesPerConnection;
  }

  answered(): number {
    return this.#answered;
  }

  close(): void {
    if (this.#settle) this.#fail(hungUp.message);
    if (this.#isLost || !this.#wire.socket.writable) return this.#wire.drop();
    this.#awaited = "QUIT";
    this.#wire.socket.write("QUIT\r\n");
  }

  handOver(message: Message): Promise<Outcome> {
    return new Promise((resolve) => {
      if (this.#settle) throw new Error("a connection carries one message at a time");
      this.#settle = resolve;
      this.#message = message;
      this.#carried += 1;
      this.#failure = null;
      this.#isSenderRefused = false;
      this.#isContradicted = false;
      this.#waitsSince = null;
      this.#reached.stage = "MAIL";
      this.#reached.bodyIsOut = false;
      if (this.#isLost || !this.#wire.socket.writable) return this.#fail(hungUp.message);
      this.#begin(message);
    });
  }

  #begin({ envelope: { from, to, id }, size }: Message): void {
    const { size: most, smtpUtf8, dsn } = this.#wire.extensions;
    for (const address of [from, to])
      if (/[\r\n<>]/.test(address))
        return this.#end(invalidAddress(`Not an address: ${JSON.stringify(address)}`), false);
    if (most && size > most) return this.#giveUp(tooLarge);
    const isUtf8 = smtpUtf8 && /[\u0080-\uffff]/.test(from + to);
    const mail = `MAIL FROM:<${from}>${isUtf8 ? " SMTPUTF8" : ""}${most === null ? "" : ` SIZE=${size}`}${dsn && id ? ` RET=HDRS ENVID=${id}` : ""}\r\n`;
    if (!this.#pipelines) return this.#ask("MAIL", mail);
    const envelope = mail + this.#recipient(to, id);
    this.#awaited = "MAIL";
    if (this.#chunks) this.#writeChunk(envelope);
    else this.#wire.socket.write(`${envelope}DATA\r\n`);
  }

  /** A failure is told, and no delay, where the server does as it is asked. */
  #recipient(to: string, id: string | undefined): string {
    return `RCPT TO:<${to}>${this.#wire.extensions.dsn && id ? " NOTIFY=FAILURE" : ""}\r\n`;
  }

  #take(chunk: Buffer): void {
    if (this.#isLost) return;
    this.#reader.push(chunk);
    let hasReply = false;
    for (let reply = this.#reader.next(); reply !== null; reply = this.#reader.next()) {
      if (this.#awaited === null) return this.#fail(unasked);
      hasReply = true;
      this.#answer(reply, this.#awaited);
      if (this.#isLost) return;
    }
    if (this.#reader.fault !== null) this.#fail(this.#reader.fault);
    else if (this.#awaited === null && this.#reader.hasMore) this.#fail(unasked);
    else this.#keepPatience(hasReply);
  }

  /** Ends the wait for a reply that trickles in, because each byte puts off the time-out of the socket. */
  #keepPatience(hasReply: boolean): void {
    if (hasReply) return void (this.#waitsSince = null);
    const now = performance.now();
    this.#waitsSince ??= now;
    if (now - this.#waitsSince > this.#limits.patience) this.#fail("The server’s reply did not end in time.");
  }

  #answer(reply: string, awaited: Awaited): void {
    const digit = reply[0];
    if (awaited === "QUIT") return this.#giveUp(null);
    if (awaited === "RSET") return this.#onReset(digit === "2");
    if (awaited === "DOT") return this.#ask("RSET");
    if (digit === (awaited === "DATA" ? "3" : "2")) return this.#onYes(awaited, reply);
    // Such a reply belongs to another command, so that the next ones cannot be told apart.
    const isForeign = digit === "2" || digit === "3" || (awaited === "BODY" && digit !== "4" && digit !== "5");
    if (isForeign) return this.#fail(`The server’s reply does not answer ${awaited}: ${decoded(reply)}`);
    this.#onNo(awaited, reply);
  }

  #onYes(awaited: Asked, reply: string): void {
    if (awaited === "DATA") return this.#onGoAhead();
    if (awaited === "BODY" && this.#failure === null) return this.#onTaken(decoded(reply));
    if (awaited === "BODY" && this.#isContradicted) return this.#fail(decoded(reply));
    if (awaited === "MAIL") this.#reached.stage = "RCPT";
    if (awaited === "RCPT") this.#isContradicted = this.#isSenderRefused;
    if (awaited === "RCPT" && this.#pipelines && this.#chunks && this.#failure === null) this.#reached.stage = "DATA";
    this.#next(awaited);
  }

  #onNo(awaited: Asked, reply: string): void {
    const isFirst = this.#failure === null;
    const command = awaited === "BODY" ? "DATA" : awaited;
    const code = Number(reply.slice(0, 3));
    this.#failure ??= outcomeOfReply(code, decoded(reply), command, this.#reached, this.#answered);
    if (awaited === "MAIL") this.#isSenderRefused = true;
    // The rest of a message that is refused in its middle must not leave.
    const isCutOff = awaited === "BODY" && isFirst && this.#isWriting;
    if (code === 421 || isCutOff || endsTheConnection(this.#failure)) return this.#giveUp(this.#failure);
    this.#next(awaited);
  }

  /** Awaits the reply to what went together with `after`, or sends what comes next. */
  #next(after: Asked): void {
    if (after === "MAIL" && this.#pipelines) this.#awaited = "RCPT";
    else if (after === "RCPT" && this.#pipelines) this.#awaited = this.#chunks ? "BODY" : "DATA";
    // The rest of a failed transaction must not affect the next reader (T-11).
    else if (this.#failure) this.#ask("RSET");
    else if (after === "MAIL")
      this.#ask("RCPT", this.#recipient(this.#message!.envelope.to, this.#message!.envelope.id));
    else if (this.#chunks) this.#writeChunk("");
    else this.#ask("DATA");
  }

  #ask(command: Awaited, line = `${command}\r\n`): void {
    // The server cannot have answered yet.
    if (this.#reader.hasMore) return this.#fail(unasked);
    this.#awaited = command;
    this.#wire.socket.write(line);
  }

  #onGoAhead(): void {
    // RFC 2920 3.1: DATA went along with a command that was refused, and the server takes a message all the same.
    if (this.#isSenderRefused) return this.#giveUp(this.#failure);
    if (this.#failure) return this.#ask("DOT", ".\r\n");
    if (this.#reader.hasMore) return this.#fail(unasked);
    this.#awaited = "BODY";
    this.#reached.stage = "DATA";
    this.#isWriting = true;
    this.#writer.writeWithDots(this.#message!, this.#written);
  }

  /** @param before the commands that it goes along with; empty when the server has accepted them */
  #writeChunk(before: string): void {
    if (this.#reader.hasMore) return this.#fail(unasked);
    if (before === "") {
      this.#awaited = "BODY";
      this.#reached.stage = "DATA";
    }
    this.#isWriting = true;
    writeAsChunk(this.#wire.socket, before, this.#message!, this.#written);
  }

  #onTaken(reply: string): void {
    const outcome = readReply(Number(reply.slice(0, 3)), shownReply(reply), "DATA");
    if (!this.#isWriting) return this.#end(outcome);
    // Over TLS the news that the last byte has left takes a turn of the event loop, and the reply may be there first.
    this.#awaited = null;
    const decide = () => {
      if (this.#isLost) return;
      if (this.#isWriting) this.#fail("The server answered before it had the message.");
      else this.#end(outcome);
    };
    setImmediate(() => setImmediate(decide));
  }

  #onReset(isDone: boolean): void {
    if (isDone && !this.#isWriting) this.#end(this.#failure!);
    else this.#giveUp(this.#failure);
  }

  /** Ends the connection for want of a reply; a refusal that has come stands. */
  #fail(reason: string): void {
    if (this.#isLost && !this.#settle) return;
    const stands = this.#failure !== null && !(this.#isContradicted && this.#reached.bodyIsOut);
    this.#giveUp(stands ? this.#failure : outcomeOfLoss(reason, this.#reached));
  }

  /** @param outcome of the message under way, if there is one */
  #giveUp(outcome: Outcome | null): void {
    this.#isLost = true;
    if (outcome) this.#end(outcome);
    this.#wire.drop();
  }

  #end(outcome: Outcome, isAnswered = outcome.kind !== "returned"): void {
    const settle = this.#settle;
    this.#awaited = null;
    this.#settle = null;
    this.#message = null;
    if (settle && isAnswered) this.#answered += 1;
    settle?.(outcome);
  }
}
