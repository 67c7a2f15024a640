import { readFileSync } from "node:fs";

const second = 1000;

/**
 * Aborts when this process should end: at SIGTERM, Ctrl-C or a lost terminal, and when its parent (npm, or our
 * launcher) has died in any way. A second signal ends it at once. npm sends Ctrl-C twice, so not within a second.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let since = 0;
  const onSignal = () => {
    if (since > 0 && Date.now() - since > second) process.exit(130);
    since ||= Date.now();
    stop.abort();
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, onSignal);
  if (process.connected) process.once("disconnect", () => stop.abort());
  else if (process.env.npm_lifecycle_event) watchParent(stop);
  return stop.signal;
}

/** npm killed by -9 sends no signal; but then its child, or the shell between, has another parent. */
function watchParent(stop: AbortController) {
  const line = parents();
  const watch = setInterval(() => parents() !== line && stop.abort(), second);
  watch.unref();
}

function parents(parent = process.ppid): string {
  try {
    // `PID (name) state PPID …`; only on Linux. Elsewhere the shell replaces itself by our process.
    const [, name, above] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${parent}/stat`, "utf8"))!;
    // An older Node is between, where it fetched the one that runs this (scripts/start/node.mjs).
    if (String(parent) === process.env.PRESSRUN_LAUNCHER) return `${parent} of ${parents(Number(above))}`;
    return /^(sh|dash|bash)$/.test(name!) ? `${parent} of ${above}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}
