import { Socket } from "node:net";
import { PostgresDialect, PostgresDriver, type DatabaseConnection, type PostgresDialectConfig } from "kysely";
import pg from "pg";

// count() and identity columns come as strings from pg; no number of ours passes 2^53.
pg.types.setTypeParser(20, Number);

/** How long a server may keep us waiting. Milliseconds. */
export type ConnectTimeout = {
  /** To be connected, and for one of our own connections to become free. */
  connect: number;
  /** For any byte of a connection before the server is asked, over another one, whether it is there at all. */
  silence: number;
};

const usual: ConnectTimeout = { connect: 10_000, silence: 15_000 };

/**
 * What a connection asks of its server: not to keep the locks of a transaction whose process is gone without a word,
 * which would hold up everybody else for the two hours of the system's default. By `set`, because poolers like PgBouncer
 * refuse unknown start-up parameters.
 */
const session = `
  set idle_in_transaction_session_timeout = '60s';
  set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3;
  set tcp_user_timeout = '60s'`;

/**
 * Opens connections to the server at `url` as they are needed, and new ones in place of those that it ends: a restart
 * fails what was being asked at that moment, and nothing else.
 */
export function postgresDialect(url: string, patience: Partial<ConnectTimeout> = {}): PostgresDialect {
  const { connect, silence } = { ...usual, ...patience };
  const isThere = askedOnce(() => answers(url, connect));
  const pool = new pg.Pool({
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

/** The pool waits for it, and lets nobody have a connection that fails here. */
async function prepare(client: pg.ClientBase) {
  // Whoever asks it something is told; without a listener the process would end.
  client.on("error", () => {});
  await client.query(session);
}

/**
 * A query may take minutes, so silence alone is no fault; but a server that is cut off sends nothing either, and the
 * system finds that out only after a quarter of an hour.
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

/** A refusal is an answer too. */
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

/** Those that ask while an answer is on its way share it. */
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
}

class RestartableDriver extends PostgresDriver {
  /** On a connection that is gone there is nothing left to undo, and why it is gone is the error to hear of. */
  override async rollbackTransaction(connection: DatabaseConnection) {
    await super.rollbackTransaction(connection as never).catch(() => {});
  }
}
