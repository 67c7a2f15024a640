import { pino, type Logger } from "pino";
import { openDb, type Db } from "#db/client.server.ts";
import { createSmtp, type Smtp } from "#emails/smtp.server.ts";
import { loadTemplates, type Templates } from "#emails/templates.server.ts";
import type { Config } from "./config.server.ts";

export { databaseTrouble } from "#db/client.server.ts";

/** Everything a function needs, as its first argument; there is no module state. */
export type Context = {
  config: Config;
  db: Db;
  smtp: Smtp;
  templates: Templates;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Logger;
};

/**
 * Makes the context of one process. Templates are read from the project root, once.
 * @param parts what a test puts in place of the real thing
 */
export function createContext(config: Config, parts: Partial<Context> = {}): Context {
  return {
    config,
    db: parts.db ?? openDb(config.databaseUrl),
    smtp: parts.smtp ?? createSmtp(config.smtpUrl, { connections: config.smtpConnections }),
    templates: parts.templates ?? loadTemplates(),
    clock: parts.clock ?? Date.now,
    log: parts.log ?? pino({ base: null, serializers: { error: pino.stdSerializers.err } }, pino.destination(2)),
  };
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
