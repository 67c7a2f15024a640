import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import pg from "pg";

/** A running PostgreSQL: `url` may create and drop databases. */
export type PostgresServer = { url: string; stop(): Promise<void> };

/**
 * Starts an empty PostgreSQL on a free port of this machine, or takes the one that TEST_POSTGRES_URL names.
 * @throws when there is none to be had: a suite that skips PostgreSQL is no suite
 */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env.TEST_POSTGRES_URL;
  if (given) {
    await ask(given, "select 1").catch((error: Error) => {
      throw new Error(`TEST_POSTGRES_URL names a PostgreSQL that does not answer: ${error.message}`);
    });
    return { url: given, stop: async () => {} };
  }
  const { url, stop } = await startKeeper();
  return { url, stop };
}

/** Starts an empty PostgreSQL that brings each commit to the disk, as an installation's does: for measurements. */
export async function startDurablePostgres(): Promise<PostgresServer> {
  const { url, stop } = await startKeeper("durable");
  return { url, stop };
}

/** How a server may end: asked to, at once as in an emergency, or killed. */
export type End = "SIGINT" | "SIGQUIT" | "SIGKILL";

/** A PostgreSQL of one's own that can be ended and started again on the same port, with all that was committed. */
export type RestartablePostgres = PostgresServer & {
  /** @param away what it stays away for; it resolves when the server answers again */
  restart(how: End, away: () => Promise<unknown>): Promise<void>;
};

export async function startRestartablePostgres(): Promise<RestartablePostgres> {
  const { url, stop, keeper, lines } = await startKeeper("restartable");
  return {
    url,
    stop,
    async restart(how, away) {
      const tell = async (line: string) => {
        keeper.stdin.write(`${line}\n`);
        if ((await lines.next()).done) throw new Error("PostgreSQL did not start again; what it said stands above");
      };
      await tell(how);
      await away();
      await tell("start");
    },
  };
}

/**
 * A keeper process owns the cluster: it ends when our end of its input closes, however this process ends
 * (done, Ctrl-C, kill -9), and takes the cluster and its files with it.
 */
async function startKeeper(...args: string[]) {
  const keeper = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("postgres-keeper.ts", import.meta.url)), ...args],
    {
      stdio: ["pipe", "pipe", "inherit"],
      // Its own process group: Ctrl-C reaches it as the end of its input, not in the middle of its work.
      detached: true,
    },
  );
  const gone = new Promise<void>((resolve) => keeper.once("exit", () => resolve()));
  const lines = createInterface(keeper.stdout)[Symbol.asyncIterator]();
  const url = await firstLine(lines, gone);
  const stop = async () => {
    keeper.stdin.end();
    await gone;
  };
  return { url, stop, keeper, lines };
}

async function firstLine(lines: AsyncIterator<string>, gone: Promise<void>): Promise<string> {
  const { done, value } = await lines.next();
  if (!done) return value;
  await gone;
  throw new Error(
    "PostgreSQL did not start; what it said stands above. The suite runs on both engines: " +
      "mend it, or name a server of your own in TEST_POSTGRES_URL.",
  );
}

/** Creates a database under a name of its own, as a clone of `template`; answers the name. */
export async function createDatabase(serverUrl: string, template = "template1"): Promise<string> {
  const name = `pressrun_test_${randomBytes(8).toString("hex")}`;
  // Copying files beats logging every page where nothing has to survive; PostgreSQL 14 has no such choice.
  const strategy = process.env.TEST_POSTGRES_URL ? "" : "strategy file_copy";
  await ask(serverUrl, `create database ${name} template ${template} ${strategy}`);
  return name;
}

/** Drops a database, whoever is still connected. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await ask(serverUrl, `drop database if exists ${name} with (force)`);
}

/** The address of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** A connection costs as much as half a clone, so each process of the run keeps one to each server. */
const kept = new Map<string, pg.Pool>();

async function ask(url: string, statement: string) {
  const pool = kept.get(url) ?? keepPool(url);
  await pool.query(statement);
}

function keepPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 1, allowExitOnIdle: true });
  // The server ends before those who are connected to it.
  pool.on("error", () => kept.delete(url));
  kept.set(url, pool);
  return pool;
}
