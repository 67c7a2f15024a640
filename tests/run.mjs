/**
 * `npm test`: everything that must hold. `npm test -- code sqlite` runs only those parts, and `npm test -- --node=22 sqlite`
 * runs them on another Node, brought from npm. `npm run check` is what is worth waiting for every few minutes.
 * Plain JavaScript without a package, because it is what installs them.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, setPriority, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bringNode, goOnWithOurNode } from "../scripts/start/node.mjs";
import { isInstalled } from "../scripts/start/checks.mjs";
import { install, programOf } from "../scripts/start/ready.mjs";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

/** Millions of small objects: with this room for new ones, a tenth less time goes into sorting out which are needed. */
const roomy = "--max-semi-space-size=128";

/**
 * In the order they begin: what others need first, then the longest, so that none is left over alone at the end. Those
 * that are `aside` never wait, so they take what the others leave: one at a time, and after them where both want a core.
 */
const parts = {
  build: { run: () => run("scripts/build.mjs", "--logLevel", "warn") },
  code: { aside: true, run: () => runBehind(roomy, "tests/code.mjs") },
  components: { aside: true, run: () => runBehind("tests/code.mjs", "--components") },
  format: { aside: true, run: () => runBehind(programOf("prettier"), "--check", "--log-level=warn", ".") },
  browser: { needs: "build", run: () => vitest("browser") },
  postgres: { needs: "build", run: () => vitest("postgres") },
  sqlite: { needs: "build", run: () => vitest("sqlite") },
  plain: { needs: "build", run: () => vitest("plain") },
};

const cache = "node_modules/.cache/check";
/**
 * The same without the suite, and each remembers which files were good. What a change makes wrong in a file that was not
 * touched, lint may miss here; `npm test` asks anew.
 */
const checks = {
  code: { run: () => run(roomy, "tests/code.mjs", "--remember", cache) },
  components: { run: () => run("tests/code.mjs", "--components", "--remember", cache) },
  format: {
    run: () => {
      const remembering = ["--cache", `--cache-location=${cache}/prettier`, "--cache-strategy=content"];
      return tool("prettier", "--check", "--log-level=warn", ...remembering, ".");
    },
  },
  house: { run: () => vitest("plain", "tests/house.test.ts") },
};

/** `again`: tests of a browser that passed only at their second try. */
const tally = { passed: 0, failed: 0, again: [] };
const asked = process.argv.slice(2);
const other = asked.find((word) => word.startsWith("--node="))?.slice("--node=".length);
if (other) onAnotherNode(other);
await goOnWithOurNode();
const chosen = partsGiven();
if (!isInstalled(true)) install(true);
console.log(`Node ${process.versions.node}`);
// A part on its own may say what it does while it does it; of several, each says it at its end.
const isAlone = Object.keys(chosen).length === 1;
end(await sideBySide(chosen));

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

function partsGiven() {
  if (asked.length === 0) return parts;
  if (asked.length === 1 && asked[0] === "check") return checks;
  const unknown = asked.filter((name) => !(name in parts));
  if (unknown.length === 0) return Object.fromEntries(asked.map((name) => [name, parts[name]]));
  console.error(`There is no part ${unknown.join(", ")}; there are: ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}

/**
 * Runs the parts, each as soon as what it needs is done; after the first that fails no other begins.
 * @returns the names of those that failed
 */
async function sideBySide(chosen) {
  // A test waits half of its time, for a disk, a clock or another process: one more than there are cores keeps them busy.
  const atOnce = availableParallelism() + 1;
  const left = Object.entries(chosen);
  const going = new Map();
  const mayBegin = ([, { needs, aside = false }]) => {
    if (needs && (going.has(needs) || left.some(([other]) => other === needs))) return false;
    const alike = [...going.keys()].filter((name) => (chosen[name].aside ?? false) === aside);
    return alike.length < (aside ? 1 : atOnce);
  };
  for (;;) {
    for (let next; (next = left.findIndex(mayBegin)) >= 0;) {
      const [[name, { run }]] = left.splice(next, 1);
      going.set(name, inTime(name, run));
    }
    if (going.size === 0) return [];
    const one = await Promise.race(going.values());
    going.delete(one.name);
    if (!one.failure) continue;
    // A killed vitest would leave the processes of its tests behind, so the others may end.
    const all = [one, ...(await Promise.all(going.values()))];
    return all.filter(({ failure }) => failure).map(({ name }) => name);
  }
}

async function inTime(name, run) {
  const startedAt = performance.now();
  console.log(`── ${name} …`);
  const { failure, said = "" } = await run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (said.trim()) console.log(`\n── ${name} ${"─".repeat(60 - name.length)}\n${said.trimEnd()}`);
  console.log(`── ${name}: ${failure ? `FAILED, ${failure}` : "good"} after ${seconds} s`);
  return { name, failure };
}

/** Runs a program of a package. */
function tool(name, ...args) {
  return run(programOf(name), ...args);
}

/** Runs a file (after Node's own options), and answers what it said, and what went wrong if anything did. */
function run(...args) {
  return whatBecomesOf(start(args));
}

/** The same behind the tests, which turn to a real clock now and then. */
function runBehind(...args) {
  const child = start(args);
  if (child.pid && !isAlone) setPriority(child.pid, 10);
  return whatBecomesOf(child);
}

function start(args) {
  const colours = process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" };
  return spawn(process.execPath, args, {
    stdio: isAlone ? "inherit" : ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...colours },
  });
}

function whatBecomesOf(child) {
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve({ failure: message, said }));
    child.once("close", (status, signal) => {
      resolve({ failure: signal ? `stopped by ${signal}` : status === 0 ? "" : `exit code ${status}`, said });
    });
  });
}

async function vitest(project, ...files) {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-test-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { failure, said } = await tool("vitest", "run", "--project", project, ...reporters, ...files);
    return { failure: count(report, failure), said };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds a report to the tally; a run that fails without a failed test (a file that does not load) counts as one. */
function count(report, failure) {
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    testResults = [],
  } = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
  for (const { assertionResults } of testResults)
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === "passed" && failureMessages.length > 0)
        tally.again.push(`  ${fullName}: ${failureMessages[0].split("\n", 1)}`);
  tally.passed += numPassedTests;
  tally.failed += numFailedTests;
  if (failure || numPassedTests > 0) return failure;
  return "not one test was found";
}

function end(failedParts) {
  if (failedParts.length > 0) {
    if (tally.failed === 0) tally.failed = failedParts.length;
    console.error(`\nFailed: ${failedParts.join(", ")}`);
  }
  if (tally.again.length > 0) console.log(["\nAt the second try only, so look for a race:", ...tally.again].join("\n"));
  console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
  process.exit(failedParts.length > 0 ? 1 : 0);
}
