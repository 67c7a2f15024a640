import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { endsWithTheTest } from "./cleanup.ts";
import { endPatience } from "./patience.ts";

/** Where it goes wrong; `data` is before the 354, `after-dot` when the whole message has come. */
export type Stage =
  | ("greeting" | "ehlo" | "starttls" | "auth" | "mail" | "rcpt" | "data" | "mid-body" | "after-dot")
  /** Right after the message was answered 250. */
  | "kept";

export type Fault = {
  at: Stage;
  /**
   * The connection is closed ("drop"), reset ("reset"), or nothing comes any more ("silence"), also for so long that the
   * client's time-out passes ("time-out"). Any other text is sent as it stands, with a line end unless it has one, and
   * after a 421 the connection is closed.
   */
  then: "drop" | "reset" | "silence" | "time-out" | (string & {});
  /** How many messages a connection must have carried before it meets the fault. */
  after?: number;
  /** How many connections meet the fault; those after them meet a good server. All, when left out. */
  times?: number;
  /** Announces PIPELINING, so that MAIL, RCPT and DATA come at once. */
  pipelining?: boolean;
  /** Announces CHUNKING beside it, so that the message comes along. A chunk stands for the message and its dot. */
  chunking?: boolean;
};

export type FaultyServer = AsyncDisposable & {
  /** For SMTP_URL. */
  url: string;
  connections: number;
  /** Every line a client said outside of a message, in order. */
  lines: string[];
  /** Every message that came in whole, and those of them that were answered 250. */
  received: Buffer[];
  accepted: Buffer[];
  /** Reads what still comes on connections that fell silent in mid-body; all bytes that came on them. */
  readOn(): Promise<number>;
  close(): Promise<void>;
};

/** Starts an SMTP server that fails at one exact place. It ends with the test. */
export async function startFaultyServer(fault: Fault): Promise<FaultyServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    faulty.connections += 1;
    const meetsIt = faulty.connections <= (fault.times ?? Infinity);
    new Conversation(socket, meetsIt ? fault : { ...fault, at: undefined }, faulty);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = endsWithTheTest(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, "close");
  });
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const faulty: FaultyServer = {
    url,
    connections: 0,
    lines: [],
    received: [],
    accepted: [],
    readOn: async () => {
      const silent = [...sockets];
      await Promise.all(silent.map((socket) => once(socket.resume(), "close")));
      return silent.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return faulty;
}

/** What is planned for one connection; without `at`, nothing. */
type Plan = Omit<Fault, "at"> & { at?: Stage };

class Conversation {
  private incoming = Buffer.alloc(0);
  private inBody = false;
  /** The bytes of a chunk that is under way. */
  private chunk: number | null = null;
  private over = false;
  private carried = 0;
  /** The last command of the envelope that was answered 250. */
  private envelope: "MAIL" | "RCPT" | null = null;

  constructor(
    private readonly socket: Socket,
    private readonly plan: Plan,
    private readonly log: Pick<FaultyServer, "lines" | "received" | "accepted">,
  ) {
    socket.on("data", (chunk) => this.take(chunk));
    this.answer("greeting", "220 faulty ESMTP");
  }

  private take(chunk: Buffer) {
    this.incoming = Buffer.concat([this.incoming, chunk]);
    const isAmid = this.inBody || this.chunk !== null;
    if (isAmid && this.plan.at === "mid-body" && !this.over) this.breakOff();
    while (!this.over && this.takeNext());
  }

  private takeNext(): boolean {
    if (this.chunk !== null) return this.takeChunk(this.chunk);
    return this.inBody ? this.takeMessage() : this.takeLine();
  }

  private takeLine(): boolean {
    const line = this.upTo("\r\n")?.toString("latin1");
    if (line === undefined) return false;
    this.log.lines.push(line);
    const verb = line.split(/[ :]/, 1)[0]!.toUpperCase();
    if (/^(EHLO|HELO)$/.test(verb)) this.answer("ehlo", `250-faulty\r\n${this.offers()}`);
    else if (verb === "STARTTLS") this.answer("starttls", "454 4.7.0 No TLS today");
    else if (verb === "AUTH") this.answer("auth", "235 2.7.0 Welcome");
    else if (verb === "MAIL") this.envelope = this.answer("mail", "250 2.1.0 Ok") ? "MAIL" : null;
    else if (verb === "RCPT" && !this.envelope) this.say("503 5.5.1 MAIL first");
    else if (verb === "RCPT") this.envelope = this.answer("rcpt", "250 2.1.5 Ok") ? "RCPT" : "MAIL";
    else if (verb === "DATA" && this.envelope !== "RCPT") this.say("503 5.5.1 RCPT first");
    else if (verb === "DATA") this.startBody(this.answer("data", "354 Go ahead"));
    else if (verb === "BDAT") this.chunk = Number(line.split(" ")[1]);
    else if (verb === "QUIT") this.socket.end("221 2.0.0 Bye\r\n");
    else this.answer("other", "250 2.0.0 Ok");
    return true;
  }

  private offers(): string {
    if (this.plan.at === "auth") return "250 AUTH PLAIN";
    if (this.plan.chunking) return "250-PIPELINING\r\n250 CHUNKING";
    return this.plan.pipelining ? "250 PIPELINING" : "250 8BITMIME";
  }

  private startBody(goesAhead: boolean) {
    this.inBody = goesAhead;
    // A message may be nothing but the dot; the line end of DATA is the one in front of it.
    if (goesAhead) this.incoming = Buffer.concat([Buffer.from("\r\n"), this.incoming]);
  }

  private takeMessage(): boolean {
    const message = this.upTo("\r\n.\r\n")?.subarray(2);
    if (!message) return false;
    this.inBody = false;
    return this.receive(message);
  }

  /** RFC 3030 2: the bytes of a chunk that is refused are passed over. */
  private takeChunk(size: number): boolean {
    if (this.incoming.length < size) return false;
    const message = this.incoming.subarray(0, size);
    this.incoming = this.incoming.subarray(size);
    this.chunk = null;
    if (this.envelope === "RCPT" && !this.meets("data")) return this.receive(message);
    if (this.envelope === "RCPT") this.fail();
    else this.say("503 5.5.1 RCPT first");
    return true;
  }

  private receive(message: Buffer): boolean {
    this.envelope = null;
    this.log.received.push(message);
    if (!this.answer("after-dot", "250 2.0.0 Kept")) return true;
    this.log.accepted.push(message);
    this.carried += 1;
    if (this.meets("kept")) this.fail();
    return true;
  }

  private upTo(end: string): Buffer | undefined {
    const at = this.incoming.indexOf(end);
    if (at < 0) return undefined;
    const piece = this.incoming.subarray(0, at);
    this.incoming = this.incoming.subarray(at + end.length);
    return piece;
  }

  /** Answers at a stage, or does what was planned for it; true when things went well. */
  private answer(stage: Stage | "other", good: string): boolean {
    const isGood = !this.meets(stage);
    if (isGood) this.socket.write(`${good}\r\n`);
    else this.fail();
    return isGood;
  }

  private meets(stage: Stage | "other"): boolean {
    return stage === this.plan.at && this.carried >= (this.plan.after ?? 0);
  }

  private fail() {
    const { then } = this.plan;
    // What was said before goes out first.
    if (then === "drop") this.socket.destroySoon();
    else if (then === "reset") this.socket.resetAndDestroy();
    else if (then !== "silence" && then !== "time-out") return this.say(then);
    // In the middle of a message silence is not to read on.
    else if (this.plan.at === "mid-body") this.socket.pause();
    if (then === "time-out") endPatience(this.socket.remotePort);
    this.over = true;
  }

  private say(text: string) {
    this.socket.write(text.endsWith("\n") ? text : `${text}\r\n`);
    if (text.startsWith("421")) this.hangUp();
  }

  /** A server has its say in the middle of a message only to hang up. */
  private breakOff() {
    this.fail();
    if (!this.over) this.hangUp();
  }

  private hangUp() {
    this.over = true;
    this.socket.end();
  }
}
