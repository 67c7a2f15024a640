import { Duplex } from "node:stream";
import type { Extensions, Wire } from "#emails/smtp/takeOver.server.ts";

/** A reply; or the connection is closed, or nothing comes any more. A 421 is followed by the close. */
export type Reply = string | "close" | "silence";

/** What a server answers to the first message. It is good to those after it. */
export type Script = {
  mail: Reply;
  rcpt: Reply;
  data: Reply;
  body: Reply;
  rset: Reply;
  /** What it says to RCPT and DATA when the command before was refused: 503, or as if it had not been. */
  isCareless: boolean;
};

export const goodScript: Script = {
  mail: "250 2.1.0 Ok",
  rcpt: "250 2.1.5 Ok",
  data: "354 Go ahead",
  body: "250 2.0.0 Kept",
  rset: "250 2.0.0 Reset",
  isCareless: false,
};

/** How its bytes come: the lengths of the pieces, again and again; 0 is all that is there. */
export type Cuts = number[];

/** A message that came in whole for a recipient that was not refused. */
export type Taken = { to: string; text: string; reply: Reply };

/** An SMTP server at the other end of a socket in memory. */
export class ScriptedServer {
  /** Every call to the system, and what it wrote. */
  readonly packets: string[] = [];
  readonly commands: string[] = [];
  readonly taken: Taken[] = [];
  readonly socket: Duplex;
  isDropped = false;
  private incoming = "";
  private outgoing = "";
  private isPumping = false;
  private pieces = 0;
  private messages = 0;
  private isOver = false;
  private isSilent = false;
  private sender: "none" | "accepted" | "refused" = "none";
  private to: string | null = null;
  private asked: string | null = null;
  private mode: "commands" | "body" | number = "commands";
  private lost: (reason: Error) => void = () => {};

  constructor(
    private readonly script: Script,
    private readonly cuts: Cuts = [0],
    /** False for a system that takes no message; "late" for one that says so when the reply is there, as TLS may. */
    private readonly isWritable: boolean | "late" = true,
  ) {
    const take = (chunks: Chunk[], done: (error?: Error) => void) => {
      const text = chunks
        .map(({ chunk, encoding }) => Buffer.from(chunk as string, encoding).toString("latin1"))
        .join("");
      const isMessage = text.includes("Subject");
      if (!this.isWritable && isMessage) return;
      this.packets.push(text);
      this.incoming += text;
      // As over the network: nothing comes back before this call has returned.
      setImmediate(() => this.work());
      if (this.isWritable !== "late" || !isMessage) return done();
      setImmediate(() => setImmediate(() => setImmediate(done)));
    };
    this.socket = socketThat(take);
  }

  wire(extensions: Partial<Extensions>): Wire {
    return {
      socket: this.socket,
      extensions: { pipelining: false, chunking: false, smtpUtf8: false, dsn: false, size: null, ...extensions },
      whenLost: (lost) => void (this.lost = lost),
      drop: () => {
        this.isDropped = true;
        this.isOver = true;
        this.socket.destroy();
      },
    };
  }

  /** Sends something that nobody asked for. */
  say(text: string) {
    this.outgoing += text;
    this.pump();
  }

  private work() {
    while (!this.isOver && !this.isSilent && this.step());
  }

  private step(): boolean {
    if (typeof this.mode === "number") {
      if (this.incoming.length < this.mode) return false;
      const text = this.cutOff(this.mode);
      this.mode = "commands";
      if (this.to !== null) this.take(text);
      else this.reply("503 5.5.1 RCPT first");
      return true;
    }
    const end = this.mode === "body" ? /(^|\r\n)\.\r\n/.exec(this.incoming) : /\r\n/.exec(this.incoming);
    if (!end) return false;
    const text = this.cutOff(end.index + end[0].length);
    if (this.mode === "commands") this.obey(text.slice(0, -2));
    else {
      this.mode = "commands";
      this.take(text.slice(0, -3).replace(/(^|\n)\.\./g, "$1."));
    }
    return true;
  }

  private cutOff(length: number): string {
    const text = this.incoming.slice(0, length);
    this.incoming = this.incoming.slice(length);
    return text;
  }

  private obey(line: string) {
    this.commands.push(line.split(/[ :]/)[0]!);
    const said = this.messages === 0 ? this.script : goodScript;
    const isKnown = this.sender === "accepted" || (this.sender === "refused" && said.isCareless);
    if (line.startsWith("MAIL")) this.sender = this.reply(said.mail) ? "accepted" : "refused";
    else if (line.startsWith("RCPT") && !isKnown) this.reply("503 5.5.1 MAIL first");
    else if (line.startsWith("RCPT")) {
      this.asked = /<(.*)>/.exec(line)![1]!;
      if (this.reply(said.rcpt)) this.to = this.asked;
    } else if (line === "DATA" && this.to === null && !said.isCareless) this.reply("503 5.5.1 RCPT first");
    else if (line === "DATA") this.mode = this.reply(said.data) ? "body" : "commands";
    else if (line.startsWith("BDAT")) this.mode = Number(line.split(" ")[1]);
    else if (line === "RSET") this.reset(this.reply(said.rset));
    else this.reply("500 5.5.2 What?");
  }

  private take(text: string) {
    const said = this.messages === 0 ? this.script : goodScript;
    if (this.to !== null) this.taken.push({ to: this.to, text, reply: said.body });
    this.reply(said.body);
    this.reset(true);
  }

  private reset(isDone: boolean) {
    if (!isDone) return;
    this.messages += 1;
    this.sender = "none";
    this.to = null;
  }

  /** @returns true for a 2xx or a 3xx */
  private reply(reply: Reply): boolean {
    if (reply === "silence") this.isSilent = true;
    else if (reply !== "close") this.outgoing += `${reply}\r\n`;
    if (reply === "close" || reply.startsWith("421")) this.isOver = true;
    this.pump();
    return /^[23]/.test(reply);
  }

  private pump() {
    if (this.isPumping) return;
    this.isPumping = true;
    setImmediate(() => {
      this.isPumping = false;
      if (this.isDropped) return;
      const length = this.cuts[this.pieces++ % this.cuts.length] || this.outgoing.length;
      const piece = this.outgoing.slice(0, length);
      this.outgoing = this.outgoing.slice(length);
      if (piece) this.socket.push(Buffer.from(piece, "latin1"));
      if (this.outgoing) this.pump();
      else if (this.isOver) this.lost(new Error("The connection was closed."));
      else if (this.isSilent) this.lost(new Error("Timeout"));
    });
  }
}

/**
 * A server that sends one burst after the other, each after it has heard something or for no reason at all, and closes
 * in the end.
 */
export class BabblingServer {
  /** Everything that the system has taken. */
  heard = "";
  readonly socket: Duplex;
  private isBabbling = false;
  private isOver = false;
  private lost: (reason: Error) => void = () => {};

  constructor(private readonly bursts: { text: string; isUnasked: boolean }[]) {
    const take = (chunks: Chunk[], done: () => void) => {
      for (const { chunk, encoding } of chunks) this.heard += Buffer.from(chunk as string, encoding).toString("latin1");
      done();
      if (!this.isBabbling) setImmediate(() => this.babble());
      this.isBabbling = true;
    };
    this.socket = socketThat(take);
  }

  wire(extensions: Partial<Extensions>): Wire {
    return {
      socket: this.socket,
      extensions: { pipelining: false, chunking: false, smtpUtf8: false, dsn: false, size: null, ...extensions },
      whenLost: (lost) => void (this.lost = lost),
      drop: () => {
        this.isOver = true;
        this.socket.destroy();
      },
    };
  }

  /** Goes on by itself: a client that waits for more of a reply would wait for ever. */
  private babble() {
    if (this.isOver) return;
    const burst = this.bursts.shift();
    if (burst?.text) this.socket.push(Buffer.from(burst.text, "latin1"));
    if (burst) return void setImmediate(() => (burst.isUnasked ? this.babble() : setImmediate(() => this.babble())));
    this.isOver = true;
    this.lost(new Error("The connection was closed."));
  }
}

type Chunk = { chunk: Buffer | string; encoding: BufferEncoding };

/** Makes the client's end of a connection; `take` gets what is written to it. */
function socketThat(take: (chunks: Chunk[], done: (error?: Error) => void) => void): Duplex {
  const socket = new Duplex({
    decodeStrings: false,
    read: () => {},
    write: (chunk, encoding, done) => take([{ chunk: chunk as string, encoding }], done),
    writev: (chunks, done) => take(chunks as Chunk[], done),
  });
  return socket.on("error", () => {});
}
