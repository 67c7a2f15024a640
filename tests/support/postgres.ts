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
  return startKeeper();
}

/**
 * A keeper process owns the cluster: it ends when our end of its input closes, however this process ends
 * (done, Ctrl-C, kill -9), and takes the cluster and its files with it.
 */
async function startKeeper(): Promise<PostgresServer> {
  const keeper = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("postgres-keeper.ts", import.meta.url))],
    {
      stdio: ["pipe", "pipe", "inherit"],
      // Its own process group: Ctrl-C reaches it as the end of its input, not in the middle of its work.
      detached: true,
    },
  );
  const gone = new Promise<void>((resolve) => keeper.once("exit", () => resolve()));
  const url = await firstLine(keeper.stdout, gone);
  const stop = async () => {
    keeper.stdin.end();
    await gone;
  };
  return { url, stop };
}

async function firstLine(output: NodeJS.ReadableStream, gone: Promise<void>): Promise<string> {
  const line = new Promise<string>((resolve) => createInterface(output).once("line", resolve));
  const never = gone.then(() => {
    throw new Error(
      "PostgreSQL did not start; what it said stands above. The suite runs on both engines: " +
        "mend it, or name a server of your own in TEST_POSTGRES_URL.",
    );
  });
  return Promise.race([line, never]);
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
