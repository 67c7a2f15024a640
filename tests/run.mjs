/**
 * `npm test`: everything that must hold, loudest first. `npm test -- lint sqlite` runs only those parts, and
 * `npm test -- --node=22 sqlite` runs them on another Node, brought from npm.
 * Plain JavaScript without a package, because it is what installs them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bringNode, goOnWithOurNode } from "../scripts/start/node.mjs";
import { install, isInstalled, programOf } from "../scripts/start/ready.mjs";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const parts = {
  format: () => tool("prettier", "--check", "--log-level=warn", "."),
  lint: () => tool("eslint", "--max-warnings=0", "."),
  types: () => tool("tsc", "--noEmit"),
  build: () => tool("remix", "vite:build", "--logLevel", "warn"),
  plain: () => vitest("plain"),
  sqlite: () => vitest("sqlite"),
  postgres: () => vitest("postgres"),
  browser: () => vitest("browser"),
};

const tally = { passed: 0, failed: 0 };
const asked = process.argv.slice(2);
const other = asked.find((word) => word.startsWith("--node="))?.slice("--node=".length);
if (other) onAnotherNode(other);
await goOnWithOurNode();
const names = namesGiven();
if (!isInstalled(true)) inTime("install", () => install(true));
console.log(`Node ${process.versions.node}`);
for (const name of names) inTime(name, parts[name]);
end();

/** Brings that Node and runs the same parts on it, with what `node` means for every program that they start. */
function onAnotherNode(version) {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-node-"));
  const node = join(folder, "node");
  console.log(`Bringing Node ${version} from npm …`);
  if (!bringNode(version, node)) process.exit(1);
  const args = [...process.execArgv, process.argv[1], ...asked.filter((word) => !word.startsWith("--node="))];
  const env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
  const { status } = spawnSync(node, args, { stdio: "inherit", env });
  rmSync(folder, { recursive: true, force: true });
  process.exit(status ?? 1);
}

function namesGiven() {
  const given = asked;
  const unknown = given.filter((name) => !(name in parts));
  if (unknown.length === 0) return given.length > 0 ? given : Object.keys(parts);
  console.error(`There is no part ${unknown.join(", ")}; there are: ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}

function inTime(name, part) {
  console.log(`\n── ${name} ${"─".repeat(60 - name.length)}`);
  const startedAt = performance.now();
  const failure = part();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`── ${name}: ${failure ? `FAILED, ${failure}` : "good"} after ${seconds} s`);
  if (failure) end(name);
}

/** Runs a program of a package, and answers what went wrong, if anything did. */
function tool(name, ...args) {
  return run(process.execPath, [programOf(name), ...args]);
}

function run(program, args) {
  const { status, signal, error } = spawnSync(program, args, { stdio: "inherit" });
  return error?.message ?? (signal ? `stopped by ${signal}` : status === 0 ? "" : `exit code ${status}`);
}

function vitest(project) {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-test-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const failure = tool("vitest", "run", "--project", project, ...reporters);
    return count(report, failure);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds a report to the tally; a run that fails without a failed test (a file that does not load) counts as one. */
function count(report, failure) {
  const { numPassedTests = 0, numFailedTests = 0 } = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
  tally.passed += numPassedTests;
  tally.failed += numFailedTests;
  if (failure || numPassedTests > 0) return failure;
  return "not one test was found";
}

function end(failedPart) {
  if (failedPart) {
    if (tally.failed === 0) tally.failed = 1;
    console.error(`\nFailed: ${failedPart}`);
  }
  console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
  process.exit(failedPart ? 1 : 0);
}
