import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { pino, type Logger } from "pino";
import { openDb } from "#db/client.server.ts";
import { appendEvents, type NewEvent } from "#db/events.server.ts";
import { quickTransaction } from "#db/quick.server.ts";
import type { Db } from "#db/schema.ts";
import { loadDkim, type DkimPlace, type DkimSigner } from "#emails/dkim/keys.server.ts";
import { loadTemplates, type Templates } from "#emails/render/templates.server.ts";
import { createSmtp, type Smtp } from "#emails/smtp/smtp.server.ts";
import type { Config } from "./config.server.ts";
import { openLogger } from "./log.server.ts";
import type { PictureStores } from "./pictureStore/store.server.ts";
import { openPictureStores } from "./pictureStore/stores.server.ts";
import { openShareImages, type ShareImages } from "./shareImage/images.server.ts";

export { closedDb, databaseOutage, filesOf, probeWrite, type DatabaseOutage } from "#db/client.server.ts";
export { flush, leaveLog } from "#db/quick.server.ts";

/** The parameters that every function needs, as its first argument; there is no module state. */
export type Context = {
  config: Config;
  db: Db;
  smtp: Smtp;
  templates: Templates;
  /** Signs our mail. */
  dkim: DkimSigner;
  /** Draws share images, and keeps the latest. */
  shareImages: ShareImages;
  /** Where pictures lie outside of the database. */
  pictureStores: PictureStores;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Logger;
  /** The caller's IP address during a request; never from a header that a client can set. */
  ip?: string;
  /** The editor of the request's session, once it was checked. */
  editorId?: number;
  /** Running work of this process, by its result: a second request for it waits instead of repeating it. */
  underWay: Map<string, Promise<unknown>>;
  /** The last counts of large lists, by their names (`models/knownCounts`). */
  counted: Map<string, KnownCount>;
  /** The events of the transaction under way. They are written last: the log is locked from then to the commit. */
  pendingEvents?: NewEvent[];
  /** Lets the followers that a person waits for go on, after a commit. It never throws: the rest is followed later. */
  followAtOnce?: (context: Context, kinds: string[]) => Promise<void>;
  /** Counts views of pages and searches in a web process; where it is missing, nobody counts. */
  visits?: Visits;
  /** Stands in for the internet in a test. */
  outside?: Outside;
};

/** `models/visits` fills it. Nothing of who asked is kept. */
export type Visits = {
  /** A page was answered, or the browser was told that its copy is the newest. */
  seen(request: Pick<IncomingMessage, "method" | "url" | "headers">): void;
  /** A search of the site had no result. */
  foundNothing(typed: string, headers: IncomingMessage["headers"]): void;
};

/** A count of subscriptions. `readers`: how many it counted in all; `step`: the consent chain's length before it. */
export type KnownCount = { value: unknown; readers: number; at: number; step: number };

/** How other sites are found and reached; `patience` in milliseconds. */
export type Outside = {
  /** Returns the IP addresses of a name; rejects where there is none. */
  resolve: (host: string) => Promise<string[]>;
  /** Returns the mail servers of a domain; rejects where it names none. */
  mailServers?: (domain: string) => Promise<string[]>;
  /** Begins a connection to the first of these addresses that answers. */
  connect: (addresses: string[], port: number) => Socket;
  /** A certificate (PEM) that every secure site has there. */
  authority?: string;
  patience?: number;
};

/**
 * Creates the context of one process. Templates are read from the project root, once.
 * @param parts replaced by a test
 */
export function createContext(config: Config, parts: Partial<Context> = {}): Context {
  const log = parts.log ?? openLogger(pino.destination(2));
  for (const words of config.outdated) log.warn(words);
  return {
    config,
    db: parts.db ?? openDb(config.databaseUrl),
    smtp:
      parts.smtp ??
      createSmtp(config.smtpUrl, {
        connections: config.smtpConnections,
        messagesPerConnection: config.smtpMessages,
        chunking: config.smtpChunking,
      }),
    templates: parts.templates ?? loadTemplates(),
    dkim: parts.dkim ?? openDkim(config.dkim, log),
    shareImages: parts.shareImages ?? openShareImages(),
    pictureStores: parts.pictureStores ?? openPictureStores(config.pictures),
    clock: parts.clock ?? Date.now,
    log,
    underWay: parts.underWay ?? new Map(),
    counted: parts.counted ?? new Map(),
    ...(parts.followAtOnce && { followAtOnce: parts.followAtOnce }),
    ...(parts.outside && { outside: parts.outside }),
  };
}

/** A bad key must not stop the site: it stops the sending (D-03), and is logged at once. */
function openDkim(place: DkimPlace, log: Logger): DkimSigner {
  const dkim = loadDkim(place);
  if (dkim.fault) log.error(`mail cannot be signed (DKIM): ${dkim.fault}`);
  if (dkim.warning) log.warn(`DKIM: ${dkim.warning}`);
  return dkim;
}

/**
 * Runs `work` in one transaction: all of it is kept, or nothing. Name the parameter `context` too, so that the outer
 * one cannot be reached: its `db` would wait for ever on SQLite and act outside the transaction on PostgreSQL.
 * Await nothing but the database inside. Events that `work` records are written at the end, and followed once committed.
 */
export async function inTransaction<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  if (context.db.isTransaction) return work(context);
  return withEvents(context, work, (inside) => context.db.transaction().execute(inside));
}

/**
 * Like `inTransaction`, for work that comes thousands of times a second. The commit survives a crash of the process at
 * once, and a power cut once a later `flush` has resolved.
 */
export async function inQuickTransaction<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  if (context.db.isTransaction) return work(context);
  return withEvents(context, work, (inside) => quickTransaction(context.db, inside));
}

/** @param run opens the transaction */
async function withEvents<T>(
  context: Context,
  work: (context: Context) => Promise<T>,
  run: (inside: (db: Db) => Promise<T>) => Promise<T>,
): Promise<T> {
  const pendingEvents: NewEvent[] = [];
  const result = await run(async (db) => {
    const result = await work({ ...context, db, pendingEvents });
    await appendEvents(db, pendingEvents);
    return result;
  });
  const kinds = new Set(pendingEvents.map(({ kind }) => kind));
  if (kinds.size > 0) await context.followAtOnce?.(context, [...kinds]);
  return result;
}
