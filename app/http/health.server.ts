import { setTimeout as sleep } from "node:timers/promises";
import type { Express, Response } from "express";
import { databaseOutage, probeWrite, type Context, type DatabaseOutage } from "#app/context.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { picturesHere } from "#app/models/images/bytes.server.ts";
import { marked } from "#app/models/images/folders.server.ts";
import { noChunking, senderState } from "#app/models/instance/senderProcesses.server.ts";
import { speedNow } from "#app/models/sending/bounds.server.ts";
import { standstill } from "#app/models/sending/standstill.server.ts";

/** The time limit of the database, and how long a result is reused. Milliseconds. */
const timeLimit = 2_500;
const fresh = 1_000;

const words: Record<DatabaseOutage, string> = {
  busy: "The database is locked by another process.",
  full: "The disk of the database is full.",
  away: "The database does not answer.",
  unusable: "The database cannot be used; the log says why.",
};

/**
 * Adds `/livez`, which says that this process responds, and `/healthz`, which says that the database accepts writes.
 * Monitoring programs request them; the body is a sentence for their logs. While something is being sent, further lines
 * say how fast, and what sets the speed; or that it is held, until somebody decides.
 */
export function healthResponse(app: Express, context: Context): void {
  const say = (response: Response, { outage, sending }: Health) =>
    response
      .set({ "Cache-Control": "no-store", ...(outage && { "Retry-After": "10" }) })
      .status(outage ? 503 : 200)
      .type("text/plain")
      .send(outage ? `${words[outage]}\n` : `ok\n${sending}`);
  const look = shared(context, () => lookAt(context));
  app.get("/livez", (_request, response) => void say(response, { outage: null, sending: "" }));
  app.get("/healthz", (_request, response, next) => {
    look().then((health) => say(response, health), next);
  });
}

/** Requests within a second share one result: anybody may request it, and each check is a write. */
function shared<T>(context: Context, ask: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | null = null;
  let askedAt = 0;
  return () => {
    if (current && Math.abs(context.clock() - askedAt) < fresh) return current;
    [current, askedAt] = [ask(), context.clock()];
    return current;
  };
}

/** `sending`: lines about what is being sent, or is held; empty while nothing is. */
type Health = { outage: DatabaseOutage | null; sending: string };

async function lookAt(context: Context): Promise<Health> {
  const outage = await outageOf(context);
  return { outage, sending: outage ? "" : await sendingLines(context) };
}

/** A database that has just taken a write may still be away now; then the next look says so. */
async function sendingLines(context: Context): Promise<string> {
  try {
    const pictures = await picturesLine(context);
    const [speed, held, { withoutChunks }] = [
      await speedNow(context),
      await standstill(context),
      await senderState(context),
    ];
    const lines = [speed?.words, held, withoutChunks && noChunking, pictures].filter(Boolean);
    return lines.map((line) => `${line}\n`).join("");
  } catch (error) {
    if (!databaseOutage(error)) throw error;
    return "";
  }
}

/** How long a look at the store of pictures counts, in milliseconds. */
const storeFresh = 30_000;

/** A line about a store of pictures that cannot be used, or that no setting names. It is asked aside, because it may take its time; empty until it has answered. */
async function picturesLine(context: Context): Promise<string> {
  const { current, former } = context.pictureStores;
  if (!current && former.length > 0) return "";
  const known = (await Promise.race([context.underWay.get("pictures store"), null])) as StoreLook | null | undefined;
  if (known === undefined || (known && context.clock() - known.at > storeFresh))
    context.underWay.set("pictures store", lookAtStore(context));
  if (!known || known.isUsable) return "";
  const { here, all } = await picturesHere(context);
  if (!current)
    return `${countOf(all - here, "picture")} cannot be shown: ${all - here === 1 ? "it lies" : "they lie"} outside of the database, and PICTURES names no place.`;
  return `The store of pictures cannot be used, the log says why; ${countOf(here, "new picture")} ${here === 1 ? "waits" : "wait"} in the database.`;
}

type StoreLook = { at: number; isUsable: boolean };

async function lookAtStore(context: Context): Promise<StoreLook> {
  const { clock, log, pictureStores } = context;
  try {
    if (!pictureStores.current) {
      const { here, all } = await picturesHere(context);
      return { at: clock(), isUsable: here === all };
    }
    await (await marked(context, pictureStores.current)).probe();
    return { at: clock(), isUsable: true };
  } catch (error) {
    log.warn({ error }, "the store of pictures cannot be used");
    return { at: clock(), isUsable: false };
  }
}

/** Another process's write is no outage as long as it ends; nothing else in this process waits for this check. */
async function outageOf(context: Context): Promise<DatabaseOutage | null> {
  const late = sleep(timeLimit, "late" as const, { ref: false });
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
    const outage = databaseOutage(error);
    if (!outage) throw error;
    if (outage !== "busy")
      context.log.error({ error }, "the database did not take a write that looks after its health");
    return outage;
  }
}
