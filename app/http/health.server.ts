import { setTimeout as sleep } from "node:timers/promises";
import type { Express, Response } from "express";
import { databaseOutage, probeWrite, type Context, type DatabaseOutage } from "#app/context.server.ts";

/** How long the database may take, and how long an answer is as good as a new one. Milliseconds. */
const patience = 2_500;
const fresh = 1_000;

const words: Record<DatabaseOutage, string> = {
  busy: "The database is locked by another process.",
  full: "The disk of the database is full.",
  away: "The database does not answer.",
  unusable: "The database cannot be used; the log says why.",
};

/**
 * `/livez`: this process answers. `/healthz`: and the database takes what is written. They are asked by programs, which get
 * a sentence for whoever reads their log.
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

/** Whoever asks within a second gets the same answer: anybody may ask, and each one is a write. */
function shared<T>(context: Context, ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  let askedAt = 0;
  return () => {
    if (asked && Math.abs(context.clock() - askedAt) < fresh) return asked;
    [asked, askedAt] = [ask(), context.clock()];
    return asked;
  };
}

/** Somebody else's write is no trouble as long as it ends; nobody else in this process waits meanwhile. */
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
