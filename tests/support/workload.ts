import type { Workload } from "#app/models/instance/workload.server.ts";

/** Five seconds of five connections that wait for a mail server; `changes` make it another sender. */
export function aWorkload(changes: Partial<Workload> = {}): Workload {
  return {
    ...{
      messages: 1000,
      connections: 5,
      open: 5,
      room: "fixed",
      opening: 0,
      answers: 20_000,
      recording: 5_000,
      idle: 0,
    },
    ...{ held: null, loop: 0.4, cores: 0.4, ledger: "disk" },
    ...changes,
  };
}
