/**
 * The work of a sender process in the last seconds, as it reports it. Times in milliseconds, summed over its connections.
 */
export type Workload = {
  messages: number;
  /** The connections that it uses, and why not more: `refused` when the server took no more. */
  connections: number;
  room: Room;
  /** The connections that are open. */
  open: number;
  /** Waiting for the server: connecting, then for its answers to messages. */
  opening: number;
  answers: number;
  /** Waiting until a result is recorded and the next delivery is claimed. */
  recording: number;
  /** Waiting for a limit, or for work. */
  idle: number;
  /** The limits that hold messages back; null when no message waits for one. */
  held: string[] | null;
  /** The share of time in which its JavaScript ran, and the processor cores that it got; 1 is a whole one. */
  loop: number;
  cores: number;
  /** The place where deliveries are recorded: on this machine's disk, or by a database server. */
  ledger: "disk" | "database";
};

/**
 * The reason for the number of connections. `fixed`: the operator said so. `trying`: it still looks for the best number.
 * `settled`: more brought nothing. `most`: it takes no more by itself. `refused`: the server took no more.
 */
type Room = "fixed" | "trying" | "settled" | "most" | "refused";

/** The bound of the speed of a sender now, with what an operator wants to know about it. `ms`: for each message. */
export type Bound =
  | { kind: "pace"; destinations: string[] }
  | { kind: "cpu"; ledger: Workload["ledger"] }
  | { kind: "machine"; cores: number }
  | { kind: "disk"; ms: number | null }
  | { kind: "database"; ms: number | null }
  | { kind: "answers"; ms: number | null; connections: number }
  | { kind: "connections"; ms: number | null; connections: number; room: Exclude<Room, "settled"> };

/** From these shares on one thing bounds the speed alone: half of the time waiting, or a program that hardly rests. */
const mostOfTheTime = 0.5;
const hardlyRests = 0.85;
/** A program that hardly rests and gets less of a core than this shares it with others. */
const almostACore = 0.75;

/** Judges what bounds the speed of one sender process; null while it sends nothing. */
export function boundOf(work: Workload): Bound | null {
  const { messages, opening, answers, recording, held, ledger, connections, room, cores } = work;
  const busy = opening + answers + recording;
  const waiting = held ? work.idle : 0;
  if (held && waiting > mostOfTheTime * (busy + waiting)) return { kind: "pace", destinations: held };
  // The few messages of the end, and looks for work, have no speed.
  if (busy <= work.idle) return null;
  if (work.loop >= hardlyRests) return cores >= almostACore ? { kind: "cpu", ledger } : { kind: "machine", cores };
  const each = (ms: number) => (messages > 0 ? ms / messages : null);
  if (recording > opening + answers) return { kind: ledger, ms: each(recording) };
  const ms = each(opening + answers);
  return room === "settled" ? { kind: "answers", ms, connections } : { kind: "connections", ms, connections, room };
}
