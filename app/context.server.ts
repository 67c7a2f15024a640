import { pino, type Logger } from "pino";
import { openDb, quickTransaction } from "#db/client.server.ts";
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
      createSmtp(config.smtpUrl, { connections: config.smtpConnections, messagesPerConnection: config.smtpMessages }),
    templates: parts.templates ?? loadTemplates(),
    dkim: parts.dkim ?? openDkim(config.dkim, log),
    shareImages: parts.shareImages ?? openShareImages(),
    clock: parts.clock ?? Date.now,
    log,
    underWay: parts.underWay ?? new Map(),
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
 * Await nothing but the database inside.
 */
export async function inTransaction<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  if (context.db.isTransaction) return work(context);
  return context.db.transaction().execute((db) => work({ ...context, db }));
}

/**
 * The same for work that comes thousands of times a second: it survives a crash of the process at once, and a power cut
 * when the `flush` that is asked for after it resolves.
 */
export async function inQuickTransaction<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  if (context.db.isTransaction) return work(context);
  return quickTransaction(context.db, (db) => work({ ...context, db }));
}
