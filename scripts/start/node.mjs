import { spawn, spawnSync } from "node:child_process";
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isNewEnough, oldest } from "./version.mjs";

/** Fetched where Node is older: the newest release with long-term support. */
const brought = "24.21.0";
/** npm puts this folder first in the PATH of every script that it runs. */
const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "node_modules", ".bin");
const place = join(folder, process.platform === "win32" ? "node.exe" : "node");

/**
 * Runs this command again with a suitable Node where this one is too old; it is fetched from npm the first time.
 * Returns at once where this Node is suitable. Otherwise it never returns: this process forwards signals, and ends as
 * the other one did.
 */
export function goOnWithOurNode() {
  if (isNewEnough(process.versions.node)) return;
  if (!isNewEnough(versionOf(place))) bring();
  const child = spawn(place, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: "inherit",
    // Processes that watch their parent must look past this one (scripts/frame/stop.ts).
    env: { ...process.env, PATH: firstInPath(folder), PRESSRUN_LAUNCHER: String(process.pid) },
  });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise(() => {
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => {
      if (!signal) process.exit(code);
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  });
}

/**
 * Runs work that empties node_modules, like `npm ci`, with our own Node moved aside and first in the PATH.
 * @param {(env: NodeJS.ProcessEnv) => void} work gets the environment of the programs that it runs
 */
export function withNodeAside(work) {
  if (!existsSync(place)) return work(process.env);
  const aside = mkdtempSync(join(tmpdir(), "pressrun-node-"));
  const kept = join(aside, "node");
  move(place, kept);
  process.once("exit", putBack);
  try {
    return work({ ...process.env, PATH: firstInPath(aside) });
  } finally {
    process.removeListener("exit", putBack);
    putBack();
  }

  function putBack() {
    mkdirSync(folder, { recursive: true });
    move(kept, place);
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * Fetches a Node from npm.
 * @param {string} version as npm knows it, like `24.21.0` or `22`
 * @param {string} path of its program
 */
export function bringNode(version, path) {
  const temporary = mkdtempSync(join(tmpdir(), "pressrun-node-"));
  const options = ["--prefix", temporary, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", ["install", ...options, "--ignore-scripts=false", `node@${version}`], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  const program = join(temporary, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (status === 0 && existsSync(program)) {
    mkdirSync(dirname(path), { recursive: true });
    move(program, path);
  }
  rmSync(temporary, { recursive: true, force: true });
  return existsSync(path);
}

function bring() {
  const why = `Pressrun needs Node ${oldest.join(".")} or newer, and this is ${process.versions.node}`;
  console.error(`${why}: bringing Node ${brought} from npm into node_modules, once …`);
  rmSync(place, { force: true });
  if (bringNode(brought, place) && isNewEnough(versionOf(place))) return;
  fail(`${why}. npm could not bring Node ${brought}; install it by other means, and run this again.`);
}

function versionOf(program) {
  if (!existsSync(program)) return "0.0.0";
  const { stdout } = spawnSync(program, ["-p", "process.versions.node"], { encoding: "utf8" });
  return stdout?.trim() || "0.0.0";
}

function firstInPath(first) {
  return `${first}${delimiter}${process.env.PATH}`;
}

/** A file cannot be renamed across disks, and a half-copied one must not be taken for the program. */
function move(from, to) {
  const beside = `${to}.${process.pid}`;
  copyFileSync(from, beside, constants.COPYFILE_FICLONE);
  chmodSync(beside, 0o755);
  renameSync(beside, to);
  rmSync(from);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
