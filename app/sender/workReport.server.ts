import { filesOf, type Context } from "#app/context.server.ts";
import type { Wait } from "#app/models/instance/senderProcesses.server.ts";
import type { Workload } from "#app/models/instance/workload.server.ts";
import type { Connection } from "./connection.server.ts";
import { openWindow, tallyOf } from "./laneTimes.server.ts";

/** Tells what a process did in the last seconds; called each second, with what its editions wait for. */
export type WorkReport = (waits: Wait[]) => Workload;

export function openWorkReport(context: Context, lanes: Connection[]): WorkReport {
  const times = lanes.map((lane) => lane.times);
  const recent = openWindow();
  recent(tallyOf(times));
  const ledger = filesOf(context.config.databaseUrl).length > 0 ? "disk" : "database";
  return (waits) => {
    const { messages, loop, cores, spent } = recent(tallyOf(times));
    const { opening, answers, recording, idle } = spent;
    const held = waits.length > 0 ? [...new Set(waits.flatMap(({ destinations }) => destinations))] : null;
    const connections = { connections: lanes.length, room: "fixed" as const };
    return { messages, ...connections, opening, answers, recording, idle, held, loop, cores, ledger };
  };
}
