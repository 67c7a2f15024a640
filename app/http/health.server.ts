import { setTimeout as sleep } from "node:timers/promises";
import type { Express, Response } from "express";
import { databaseOutage, probeWrite, type Context, type DatabaseOutage } from "#app/context.server.ts";

/** The time limit of the database, and how long a result is reused. Milliseconds. */
const patience = 2_500;
const fresh = 1_000;

const words: Record<DatabaseOutage, string> = {
  busy: "The database is locked by another process.",
  full: "The disk of the database is full.",
  away: "The database does not answer.",
  unusable: "The database cannot be used; the log says why.",
};

/**
 * Adds `/livez`, which says that this process responds, and `/healthz`, which says that the database accepts writes.
 * Monitoring programs request them; the body is a sentence for their logs.
 */
export function healthResponse(app: Express, context: Context): void {
  const say = (response: Response, trouble: DatabaseOutage | null) =>
    response
      .set({ "Cache-Control": "no-store", ...(trouble && { "Retry-After": "10" }) })
      .status(trouble ? 503 : 200)
      .type("text/plain")
      .send(trouble ? `${words[trouble]}\n` : "ok\n");
  const look = shared(context, () => lookAt(context));
  app.get("/livez", (_request, response) => void say(response, null));
  app.get("/healthz", (_request, response, next) => {
    look().then((trouble) => say(response, trouble), next);
  });
}

/** Requests within a second share one result: anybody may request it, and each check is a write. */
function shared<T>(context: Context, ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  let askedAt = 0;
  return () => {
    if (asked && Math.abs(context.clock() - askedAt) < fresh) return asked;
    [asked, askedAt] = [ask(), context.clock()];
    return asked;
  };
}

/** Another process's write is no outage as long as it ends; nothing else in this process waits for this check. */
async function lookAt(context: Context): Promise<DatabaseOutage | null> {
  const late = sleep(patience, "late" as const, { ref: false });
  let before: DatabaseOutage = "away";
  for (;;) {
    const found = await Promise.race([probe(context), late]);
    if (found === "late") return before;
    if (found !== "busy") return found;
    before = "busy";
    await sleep(100);
  }
}

async function probe(context: Context): Promise<DatabaseOutage | null> {
  try {
    await probeWrite(context.db, context.clock());
    return null;
  } catch (error) {
    const trouble = databaseOutage(error);
    if (!trouble) throw error;
    if (trouble !== "busy")
      context.log.error({ error }, "the database did not take a write that looks after its health");
    return trouble;
  }
}
