import { pino, type Logger } from "pino";
import { openDb, quickTransaction } from "#db/client.server.ts";
import { appendEvents, type NewEvent } from "#db/events.server.ts";
import type { Db } from "#db/schema.ts";
import { loadDkim, type DkimPlace, type DkimSigner } from "#emails/dkim/keys.server.ts";
import { loadTemplates, type Templates } from "#emails/render/templates.server.ts";
import { createSmtp, type Smtp } from "#emails/smtp/smtp.server.ts";
import type { Config } from "./config.server.ts";
import { openLogger } from "./log.server.ts";
import { openShareImages, type ShareImages } from "./shareImage/images.server.ts";

export { closedDb, databaseOutage, filesOf, flush, probeWrite, type DatabaseOutage } from "#db/client.server.ts";

/** Everything a function needs, as its first argument; there is no module state. */
export type Context = {
  config: Config;
  db: Db;
  smtp: Smtp;
  templates: Templates;
  /** What signs our mail. */
  dkim: DkimSigner;
  /** What draws share images, with those drawn last. */
  shareImages: ShareImages;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Logger;
  /** The caller's address, while a request is answered; never from a header that a client can set. */
  ip?: string;
  /** Whose session the request came with, once that has been looked at. */
  editorId?: number;
  /** Work that this process does now, by what it makes: who wants the same waits for it instead of doing it again. */
  underWay: Map<string, Promise<unknown>>;
  /** What has happened in the transaction under way; it is written last, so that nobody waits for its place in the log. */
  happened?: NewEvent[];
  /** Follows what has just been committed, for those who look at once. It never throws: what fails is followed later. */
  followAtOnce?: (context: Context, kinds: string[]) => Promise<void>;
};

/**
 * Makes the context of one process. Templates are read from the project root, once.
 * @param parts what a test puts in place of the real thing
 */
export function createContext(config: Config, parts: Partial<Context> = {}): Context {
  const log = parts.log ?? openLogger(pino.destination(2));
  return {
    config,
    db: parts.db ?? openDb(config.databaseUrl),
    smtp:
      parts.smtp ??
      createSmtp(config.smtpUrl, { connections: config.smtpConnections, messagesPerLine: config.smtpMessages }),
    templates: parts.templates ?? loadTemplates(),
    dkim: parts.dkim ?? openDkim(config.dkim, log),
    shareImages: parts.shareImages ?? openShareImages(),
    clock: parts.clock ?? Date.now,
    log,
    underWay: parts.underWay ?? new Map(),
    ...(parts.followAtOnce && { followAtOnce: parts.followAtOnce }),
  };
}

/** A bad key does not keep the site from starting: it stops the sending (D-03), and the log says so at once. */
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
  return followed(context, (whole) => context.db.transaction().execute((db) => whole(db, work)));
}

/**
 * The same for work that comes thousands of times a second: it survives a crash of the process at once, and a power cut
 * when the `flush` that is asked for after it resolves.
 */
export async function inQuickTransaction<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  if (context.db.isTransaction) return work(context);
  return followed(context, (whole) => quickTransaction(context.db, (db) => whole(db, work)));
}

type Whole<T> = (db: Db, work: (context: Context) => Promise<T>) => Promise<T>;

async function followed<T>(context: Context, transaction: (whole: Whole<T>) => Promise<T>): Promise<T> {
  const happened: NewEvent[] = [];
  const result = await transaction(async (db, work) => {
    const result = await work({ ...context, db, happened });
    await appendEvents(db, happened);
    return result;
  });
  if (happened.length > 0) await context.followAtOnce?.(context, [...new Set(happened.map(({ kind }) => kind))]);
  return result;
}
