import type { Context } from "#app/context.server.ts";
import { senderState } from "#app/models/instance/senderProcesses.server.ts";
import { boundOf, type Bound, type Workload } from "#app/models/instance/workload.server.ts";
import { everywhere } from "#app/models/pacing/limits.server.ts";
import { formatRate } from "#app/models/pacing/status.server.ts";

type Of<K extends Bound["kind"]> = Extract<Bound, { kind: K }>;
type Words<K extends Bound["kind"]> = {
  /** A few words for a line that has much else on it. */
  brief: string;
  sentence: (bound: Of<K>) => string;
};

/** The most limits in a sentence. */
const most = 3;

const words: { [K in Bound["kind"]]: Words<K> } = {
  pace: {
    brief: "held by the pace",
    sentence: ({ destinations }) => `The pace sets the speed: ${wordLimits(destinations)} no more through.`,
  },
  cpu: {
    brief: "a core is full",
    sentence: ({ ledger }) => `The processor sets the speed: a whole core is in use. ${moreCores[ledger]}`,
  },
  machine: {
    brief: "the machine is busy",
    sentence: ({ cores }) =>
      `Other programs keep the machine busy: the sender gets ${cores.toFixed(1)} of a core and could use a whole one.`,
  },
  disk: {
    brief: "waits for the disk",
    sentence: ({ ms }) => `The disk sets the speed: recording takes ${wordMs(ms)}. A faster disk would help.`,
  },
  database: {
    brief: "waits for the database",
    sentence: ({ ms }) =>
      `The database sets the speed: recording takes ${wordMs(ms)}. One that is nearer or faster would help.`,
  },
  answers: {
    brief: "waits for the mail server",
    sentence: ({ ms, connections }) =>
      `The mail server sets the speed: it takes ${wordMs(ms)}, and more than ${wordConnections(connections)} did not help.`,
  },
  connections: {
    brief: "waits for the mail server",
    sentence: ({ ms, connections, room }) =>
      `Most of the time is spent waiting for the mail server’s answers, ${wordMs(ms)}${rooms[room](wordConnections(connections))}`,
  },
};

const moreCores: Record<Workload["ledger"], string> = {
  disk: "A faster one would help, or a database server and a second sender.",
  database: "A second sender (npm run sender) would use another one.",
};

/** The help, if there is any, by the reason why there are no more connections. */
const rooms: Record<Of<"connections">["room"], (connections: string) => string> = {
  fixed: (connections) =>
    `: more than ${connections} may send faster. SMTP_CONNECTIONS=auto finds out how many the server can use.`,
  trying: (connections) => ` over ${connections}. The sender is trying whether more send faster.`,
  most: (connections) =>
    `: more than ${connections} may send faster. Where the server allows them, SMTP_CONNECTIONS=40 asks for them.`,
  refused: (connections) =>
    `: more would send faster, but within the last day the server refused more than ${connections}.`,
};

/** The bounds of the speed now, the busiest senders' first, each with the number of senders. */
type Bounds = { bound: Bound; senders: number }[];

function boundsOf(works: Workload[]): Bounds {
  const busiest = [...works].sort((one, other) => other.messages - one.messages);
  const bounds = busiest.map(boundOf).filter((bound) => bound !== null);
  // Senders that wait for the same are one line, with the figures of the busiest.
  const first = bounds.filter(({ kind }, i) => bounds.findIndex((other) => other.kind === kind) === i);
  return first.map((bound) => ({ bound, senders: bounds.filter(({ kind }) => kind === bound.kind).length }));
}

/**
 * Says in words where the time of a send goes now, and what would help; empty while nothing is being sent.
 * @param works of the sender processes, from `senderState`
 */
export function describeBounds(works: Workload[]): string {
  const bounds = boundsOf(works);
  const all = bounds.reduce((sum, { senders }) => sum + senders, 0);
  return bounds
    .map(
      ({ bound, senders }) => `${bounds.length > 1 ? `At ${senders} of the ${all} senders: ` : ""}${describe(bound)}`,
    )
    .join(" ");
}

/** The same in a few words. */
export function briefBounds(works: Workload[]): string {
  return [...new Set(boundsOf(works).map(({ bound }) => words[bound.kind].brief))].join(", ");
}

/** The speed of all senders together, for programs and people; null while nothing is being sent. */
type SpeedNow = { perSecond: number; bounds: Bounds; words: string };

export async function speedNow(context: Context): Promise<SpeedNow | null> {
  const { trouble, perSecond, works } = await senderState(context);
  const bounds = boundsOf(works);
  if (trouble || bounds.length === 0) return null;
  return { perSecond, bounds, words: `About ${formatRate(perSecond)}. ${describeBounds(works)}` };
}

function describe(bound: Bound): string {
  return (words[bound.kind].sentence as (bound: Bound) => string)(bound);
}

function wordLimits(destinations: string[]): string {
  if (destinations.length === 0) return "the limits on connections let";
  const named = destinations.slice(0, most).map((name) => (name === everywhere ? "all mail" : name));
  if (destinations.length > most) named.push(`${destinations.length - most} more`);
  if (named.length === 1) return `the limit of ${named[0]} lets`;
  return `the limits of ${named.slice(0, -1).join(", ")} and ${named.at(-1)} let`;
}

function wordMs(ms: number | null): string {
  if (ms === null) return "some seconds a message";
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s a message`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms a message`;
}

function wordConnections(connections: number): string {
  return connections === 1 ? "one connection" : `${connections} connections`;
}
