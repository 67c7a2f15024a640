import { Socket } from "node:net";
import {
  PostgresAdapter,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type PostgresDialectConfig,
} from "kysely";
import pg from "pg";
import type { QuickWays, Trip } from "./quick.server.ts";
import type { Db } from "./schema.ts";
import { serverBulk } from "./server-bulk.server.ts";

/** How long a server may take. Milliseconds. */
export type ConnectTimeout = {
  /** To connect, and for a connection of the pool to become free. */
  connect: number;
  /** Silence of a connection, after which another connection checks that the server is there. */
  silence: number;
};

const usual: ConnectTimeout = { connect: 10_000, silence: 15_000 };

/**
 * Settings of each connection. The server then releases the locks of a transaction whose process has vanished; by
 * default others would wait two hours. No query here is compiled first: with many readers the planner thinks it worth
 * while, and a page then waits longer for the compiler than for its rows. Set by `set`, because poolers like PgBouncer refuse unknown start-up parameters.
 */
const session = `
  set idle_in_transaction_session_timeout = '60s';
  set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3;
  set tcp_user_timeout = '60s'; set jit = off`;

/**
 * Opens connections to the server at `url` as needed, and replaces those that it ends: a restart fails only the queries
 * of that moment.
 */
export function postgresDialect(url: string, patience: Partial<ConnectTimeout> = {}): PostgresDialect {
  const { connect, silence } = { ...usual, ...patience };
  // pg returns count() and identity columns as strings; our numbers never exceed 2^53.
  pg.types.setTypeParser(20, Number);
  const isThere = askedOnce(() => answers(url, connect));
  const pool = new pg.Pool({
    Client: preparingClient(),
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: connect,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    stream: () => listenedTo(silence, isThere),
    onConnect: prepare as (client: pg.ClientBase) => void,
  });
  pool.on("error", () => {});
  return new RestartableDialect({ pool });
}

/** The pool waits for it, and drops a connection that fails here. */
async function prepare(client: pg.ClientBase) {
  // The next query gets the error; without a listener the process would end.
  client.on("error", () => {});
  await client.query(session);
}

/**
 * A query may take minutes, so silence alone is no fault. But a server that is cut off is silent too, and the system
 * notices only after a quarter of an hour.
 */
function listenedTo(silence: number, isThere: () => Promise<boolean>): Socket {
  const socket = new Socket();
  socket.setTimeout(silence);
  socket.on("timeout", () => {
    void isThere().then((there) => {
      if (there) socket.setTimeout(silence);
      else socket.destroy(Object.assign(new Error("the database server does not answer"), { code: "ETIMEDOUT" }));
    });
  });
  return socket;
}

/** A refusal is a reply too. */
async function answers(url: string, patience: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patience });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    return error instanceof pg.DatabaseError;
  } finally {
    void client.end().catch(() => {});
  }
}

/** Calls during a running check share it. */
function askedOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let asking: Promise<T> | null = null;
  return () => (asking ??= ask().finally(() => (asking = null)));
}

class RestartableDialect extends PostgresDialect {
  private readonly config: PostgresDialectConfig;
  constructor(config: PostgresDialectConfig) {
    super(config);
    this.config = config;
  }
  override createDriver() {
    return new RestartableDriver(this.config);
  }
  override createAdapter() {
    return new ServerAdapter();
  }
}

class ServerAdapter extends PostgresAdapter {
  readonly isServer = true;
  readonly bulk = serverBulk;
  readonly quick: QuickWays = {
    transaction: (db, work) => db.transaction().execute(work),
    async trip<R>(db: Db, { single }: Trip<R>) {
      const { name, compiled } = single(db);
      // In a transaction a pooler's error could not be mended: it would end the transaction.
      const sql = db.isTransaction ? compiled.sql : `${named}${name} */ ${compiled.sql}`;
      return (await db.executeQuery<R>({ ...compiled, sql })).rows;
    },
    // A commit has waited for the server's disk.
    flush: async () => {},
  };
}

/** A statement that begins with this is planned once for each connection. */
const named = "/* named: ";

/** Errors about prepared statements: a pooler like PgBouncer before 1.21 gives us another connection each time. */
const unknownNames = ["26000", "42P05"];

/** @returns a class of clients; none of them prepares a statement once one of them could not */
function preparingClient(): typeof pg.Client {
  let isPossible = true;
  class PreparingClient extends pg.Client {
    override query(...given: unknown[]): never {
      const [text, values] = given as [unknown, unknown[] | undefined];
      if (!isPossible || typeof text !== "string" || !text.startsWith(named)) return ask(this, given) as never;
      const name = text.slice(named.length, text.indexOf(" */"));
      return ask(this, [{ name, text, values }]).catch((error: unknown) => {
        if (!unknownNames.includes((error as { code?: string }).code ?? "")) throw error;
        isPossible = false;
        return ask(this, given);
      }) as never;
    }
  }
  const ask = (client: pg.Client, given: unknown[]) =>
    (pg.Client.prototype.query as (...given: unknown[]) => Promise<unknown>).apply(client, given);
  return PreparingClient;
}

class RestartableDriver extends PostgresDriver {
  /** A lost connection has nothing to undo, and the cause of the loss is the error to report. */
  override async rollbackTransaction(connection: DatabaseConnection) {
    await super.rollbackTransaction(connection as never).catch(() => {});
  }
}
