/**
 * `npm test`: everything that must hold, loudest first. `npm test -- lint sqlite` runs only those parts.
 * Plain JavaScript without a package, because it is what installs them.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const parts = {
  format: () => tool("prettier", "--check", "--log-level=warn", "."),
  lint: () => tool("eslint", "--max-warnings=0", "."),
  types: () => tool("tsc", "--noEmit"),
  build: () => hasScript("build") && run("npm", ["run", "build"]),
  plain: () => vitest("plain"),
  sqlite: () => vitest("sqlite"),
  postgres: () => vitest("postgres"),
  browser: () => vitest("browser"),
};

/** What needs nothing that has to be compiled, so that it goes on while that is done. */
const needsNoCompiler = ["format", "lint", "types", "build"];
/** SQLite, where no prebuilt binary can be fetched: a minute or two on one core. */
const compiled = "node_modules/better-sqlite3/build/Release/better_sqlite3.node";

const tally = { passed: 0, failed: 0 };
const names = namesGiven();
if (!isInstalled()) inTime("install", install);
let compiling = existsSync(compiled) ? null : compile();
for (const name of names) {
  if (compiling && !needsNoCompiler.includes(name)) {
    const failure = await compiling;
    compiling = null;
    inTime("compile", () => failure);
  }
  inTime(name, parts[name]);
}
end();

function namesGiven() {
  const given = process.argv.slice(2);
  const unknown = given.filter((name) => !(name in parts));
  if (unknown.length === 0) return given.length > 0 ? given : Object.keys(parts);
  console.error(`There is no part ${unknown.join(", ")}; there are: ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}

/** True when node_modules holds what the lock file says, so that `npm ci` would change nothing. */
function isInstalled() {
  const installed = packagesIn("node_modules/.package-lock.json");
  return Object.entries(packagesIn("package-lock.json")).every(
    ([path, { version, optional, link }]) =>
      path === "" || link || (optional && !installed[path]) || installed[path]?.version === version,
  );
}

function packagesIn(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, "utf8")).packages : {};
}

function install() {
  const options = ["--include=dev", "--no-audit", "--no-fund", "--ignore-scripts"];
  if (run("npm", ["ci", ...options]) === "") return "";
  // npm ci refuses a lock file that lacks another platform's optional package; npm install only fetches our own.
  console.log("npm ci did not do it; trying npm install, which keeps the versions of the lock file.");
  return run("npm", ["install", "--no-save", ...options]);
}

/** Runs the packages' own install scripts beside what comes next. @returns what went wrong, if anything did */
function compile() {
  const log = join(mkdtempSync(join(tmpdir(), "pressrun-compile-")), "log");
  const child = spawn("npm", ["rebuild", "--no-audit", "--no-fund"], {
    stdio: ["ignore", openSync(log, "w"), "inherit"],
  });
  process.once("exit", () => child.kill());
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code) => {
      if (code !== 0) console.error(readFileSync(log, "utf8"));
      rmSync(dirname(log), { recursive: true, force: true });
      resolve(code === 0 ? "" : `npm rebuild ended with ${code}`);
    });
  });
}

function inTime(name, part) {
  console.log(`\n── ${name} ${"─".repeat(60 - name.length)}`);
  const startedAt = performance.now();
  const failure = part();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`── ${name}: ${failure ? `FAILED, ${failure}` : "good"} after ${seconds} s`);
  if (failure) end(name);
}

function hasScript(name) {
  return name in JSON.parse(readFileSync("package.json", "utf8")).scripts;
}

/** Runs a program of ours, and answers what went wrong, if anything did. */
function tool(name, ...args) {
  const { bin } = JSON.parse(readFileSync(`node_modules/${packageOf(name)}/package.json`, "utf8"));
  const file = typeof bin === "string" ? bin : bin[name];
  return run(process.execPath, [join("node_modules", packageOf(name), file), ...args]);
}

function packageOf(tool) {
  return tool === "tsc" ? "typescript" : tool;
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
