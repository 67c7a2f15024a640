import { connect, type Socket } from "node:net";
import { once } from "node:events";

/**
 * A kept-open connection that asks for one page again and again, with as little work of its own as can be: it measures
 * the server, so it only looks for where an answer ends.
 */
export type Caller = { ask(): Promise<void>; hangUp(): void };

/**
 * @param path what to ask for; a function is asked for it each time
 * @param header one more line of the request, made for each
 */
export async function openCaller(
  port: number,
  host: string,
  path: string | (() => string),
  header = () => "",
): Promise<Caller> {
  const socket = connect(port, "127.0.0.1").setNoDelay(true);
  await once(socket, "connect");
  const asking = (path: string) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${header()}\r\n`);
  const request = typeof path === "string" ? asking(path) : null;
  let answered: (() => void) | null = null;
  let missing = 0;
  socket.on("data", (bytes) => {
    if (missing === inPieces) missing = isLastPiece(bytes) ? 0 : inPieces;
    else missing = missing > 0 ? missing - bytes.length : missingOf(bytes);
    if (missing === 0) answered!();
  });
  return {
    hangUp: () => void socket.destroy(),
    ask: () => {
      write(socket, request ?? asking((path as () => string)()));
      return new Promise((resolve) => (answered = resolve));
    },
  };
}

function write(socket: Socket, request: Buffer) {
  if (socket.destroyed) throw new Error("the server hung up");
  socket.write(request);
}

/** How much of an answer is still to come, when this is its beginning. */
function missingOf(bytes: Buffer): number {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.toString("latin1", 0, end);
  if (!/^HTTP\/1\.1 (200|302)/.test(head)) throw new Error(`the page answered ${head.split("\r\n")[0]}`);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) return isLastPiece(bytes) ? 0 : inPieces;
  return Number(length) - (bytes.length - end - 4);
}

/** The rest of an answer that does not tell its length beforehand (RFC 9112 7.1). */
const inPieces = Infinity;
const lastPiece = Buffer.from("0\r\n\r\n");

function isLastPiece(bytes: Buffer): boolean {
  return bytes.subarray(-lastPiece.length).equals(lastPiece);
}

/** @returns answers a second, each caller asking again as soon as it is answered */
export async function asFastAsPossible(callers: Caller[], seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let answers = 0;
  const call = async (caller: Caller) => {
    while (performance.now() < end) {
      await caller.ask();
      answers += 1;
    }
  };
  await Promise.all(callers.map(call));
  return answers / seconds;
}

/**
 * Asks at a steady rate, whatever the answers take: a wait for a free caller counts as a wait for the page.
 * @returns how long each answer took, in milliseconds, shortest first
 */
export async function atARate(callers: Caller[], perSecond: number, seconds: number): Promise<number[]> {
  const free = [...callers];
  const waiting: number[] = [];
  const took: number[] = [];
  const total = perSecond * seconds;
  const start = performance.now();
  let due = 0;
  return new Promise((resolve) => {
    const serve = () => {
      while (free.length > 0 && waiting.length > 0) {
        // In turns: a server hangs up on a connection that is idle for seconds.
        const caller = free.shift()!;
        const at = waiting.shift()!;
        void caller.ask().then(() => {
          took.push(performance.now() - at);
          free.push(caller);
          if (took.length === total) resolve(took.sort((a, b) => a - b));
          else serve();
        });
      }
    };
    const tick = setInterval(() => {
      for (; due < total && start + (due * 1000) / perSecond <= performance.now(); due += 1)
        waiting.push(start + (due * 1000) / perSecond);
      if (due === total) clearInterval(tick);
      serve();
    }, 1);
  });
}

/** @param sorted shortest first */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
