import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { explain } from "../scripts/frame/faults.ts";
import { endsWithTheTest } from "./support/cleanup.ts";

const { engines, scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  engines: { node: string };
  scripts: Record<string, string>;
};

/** A project with nothing in it but what starts every command, and one script that says how it was started. */
let project: string;
const parts = ["checks", "hint", "node", "ready", "version"].map((name) => `scripts/start/${name}.mjs`);
const launcher = ["scripts/run.mjs", ...parts];

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "pressrun-node-test-"));
  endsWithTheTest(async () => rmSync(project, { recursive: true, force: true }));
  for (const file of launcher) cpSync(file, join(project, file));
  mkdirSync(join(project, "node_modules", ".bin"), { recursive: true });
  symlinkSync(resolve("node_modules", "tsx"), join(project, "node_modules", "tsx"));
  symlinkSync(process.execPath, join(project, "node_modules", ".bin", "node"));
  for (const lock of ["package-lock.json", "node_modules/.package-lock.json"])
    writeFileSync(join(project, lock), `{"packages":{}}`);
  // It stands for a Node that is too old, in whichever process is not started by another such one.
  writeFileSync(
    join(project, "old.mjs"),
    `if (!process.env.PRESSRUN_LAUNCHER) Object.defineProperty(process.versions, "node", { value: "20.20.2" });`,
  );
});

/** Runs a script of that project under a Node that calls itself 20.20.2. */
function startUnderAnOldNode(script: string, ...args: string[]) {
  writeFileSync(join(project, "scripts", "said.ts"), script);
  const old = ["--import", pathToFileURL(join(project, "old.mjs")).href];
  const child = spawn(process.execPath, [...old, join(project, "scripts/run.mjs"), "scripts/said.ts", ...args]);
  endsWithTheTest(async () => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (said.stderr += text));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...said }));
  return { child, ended };
}

describe("where Node is too old", () => {
  test("a command goes on with the one in node_modules, with its arguments and its exit code", async () => {
    const { ended } = startUnderAnOldNode(
      `console.log(JSON.stringify([process.execPath, process.versions.node, process.argv.slice(2)])); process.exit(7);`,
      "--issue",
      "1",
    );
    const { code, stdout, stderr } = await ended;
    expect([code, stderr]).toEqual([7, ""]);
    expect(JSON.parse(stdout)).toEqual([process.execPath, process.versions.node, ["--issue", "1"]]);
  });

  test("what tells us to stop reaches it, and its end is ours", async () => {
    const { child, ended } = startUnderAnOldNode(
      `process.on("SIGTERM", () => { console.log("drained"); process.exit(0); }); setInterval(() => {}, 1000); console.log("up");`,
    );
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, stdout: "up\ndrained\n" });
  });

  test("one that is killed by a signal ends us by the same signal", async () => {
    const { ended } = startUnderAnOldNode(`process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);`);
    expect(await ended).toMatchObject({ code: null, signal: "SIGKILL" });
  });

  test("what empties node_modules leaves it there", async () => {
    const { withNodeAside } = (await import(pathToFileURL(join(project, "scripts/start/node.mjs")).href)) as {
      withNodeAside(work: (env: NodeJS.ProcessEnv) => void): void;
    };
    rmSync(join(project, "node_modules/.bin/node"));
    cpSync(process.execPath, join(project, "node_modules/.bin/node"));
    withNodeAside(({ PATH }) => {
      expect(existsSync(join(PATH!.split(":")[0]!, "node"))).toBe(true);
      rmSync(join(project, "node_modules"), { recursive: true });
    });
    expect(existsSync(join(project, "node_modules/.bin/node"))).toBe(true);
  });
});

test("every npm command finds its Node first, and the version is said alike everywhere", () => {
  const others = Object.entries(scripts).filter(([, line]) => !/^node (--max\S+ )*scripts\/run\.mjs /.test(line));
  expect(others.map(([name]) => name)).toEqual(["start", "test", "check"]);
  const [, major, minor] = /const oldest = \[(\d+), (\d+)\]/.exec(readFileSync("scripts/start/version.mjs", "utf8"))!;
  expect(engines.node).toBe(`>=${major}.${minor}`);
  for (const page of ["README.md", "docs/operating.md"])
    expect(readFileSync(page, "utf8")).toContain(`Node ${major}.${minor}`);
});

test.each([
  ["ERR_DLOPEN_FAILED", "The module '/x/y.node'\nwas compiled against a different Node.js version using"],
  ["MODULE_NOT_FOUND", "Cannot find module '/x/better-sqlite3/build/Release/better_sqlite3.node'"],
  [undefined, 'Could not load the "sharp" module using the linux-x64 runtime'],
  [undefined, "Cannot find native binding. npm has a bug related to optional dependencies"],
])("a package of another system is said in a whole sentence (%s)", async (code, message) => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  endsWithTheTest(async () => said.mockRestore());
  expect(await explain(Object.assign(new Error(message), { code }), "")).toBe(1);
  expect(said.mock.calls.flat()).toEqual([expect.stringMatching(/^A package in node_modules .+ Run npm ci, .+\.$/)]);
});
