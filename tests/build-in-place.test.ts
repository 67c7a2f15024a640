import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { endsWithTheTest } from "./support/cleanup.ts";

const runFile = promisify(execFile);
let project: string;

/** Stands for Remix: makes a browser's file and the site of what `app/page.ts` says, and fails where that says so. */
const remix = `
  import { createHash } from "node:crypto";
  import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
  const text = readFileSync("app/page.ts", "utf8");
  if (text.includes("broken")) { console.error("app/page.ts:1: no such name"); process.exit(1); }
  const name = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const folder = process.env.PRESSRUN_SITE;
  for (const part of ["server", "client/assets"]) mkdirSync(folder + "/" + part, { recursive: true });
  writeFileSync(folder + "/client/assets/page-" + name + ".js", text);
  writeFileSync(folder + "/client/robots.txt", "the same in each");
  writeFileSync(folder + "/server/index.js", text + "; export const asset = 'page-" + name + ".js';");`;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "pressrun-place-test-"));
  endsWithTheTest(async () => rmSync(project, { recursive: true, force: true }));
  for (const name of ["build", "start/bundle", "start/checks", "start/node", "start/place", "start/ready"])
    cpSync(`scripts/${name}.mjs`, join(project, `scripts/${name}.mjs`));
  for (const name of ["usages", "version"])
    cpSync(`scripts/start/${name}.mjs`, join(project, `scripts/start/${name}.mjs`));
  mkdirSync(join(project, "node_modules"));
  for (const name of ["esbuild", "@esbuild"])
    symlinkSync(resolve("node_modules", name), join(project, "node_modules", name));
  write("node_modules/@remix-run/dev/package.json", `{"type":"module","bin":{"remix":"remix.js"}}`);
  write("node_modules/@remix-run/dev/remix.js", remix);
  write("package.json", `{"type":"module"}`);
  for (const folder of ["emails", "db", "public"]) write(`${folder}/one.ts`, "export const one = 1;");
  page("one");
  for (const name of ["main", "content", "fonts", "inbox"]) write(`scripts/start/${name}.ts`, "export {};");
  write("scripts/start/mails.ts", mails);
  write("scripts/said.ts", `console.log(process.argv.includes("--help") ? "how it is used" : "said");`);
  // It loads the site when it is asked, as a process does with the desk's pages.
  write("scripts/serve.ts", serve);
});

const mails = `
  import { mkdirSync, writeFileSync } from "node:fs";
  import { said } from "../../app/page.ts";
  mkdirSync(process.argv[2]!);
  if (said === "no mail") { console.error("issue.mjml cannot be compiled"); process.exit(1); }
  writeFileSync(process.argv[2] + "/" + said + ".json", said);`;

const serve = `
  if (process.argv.includes("--help")) console.log("serves");
  else process.on("message", () => import("../app/page.ts").then(({ said }) => process.send!(said)));`;

function write(path: string, text: string) {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

const page = (said: string) => write("app/page.ts", `export const said = ${JSON.stringify(said)}`);
const listOf = (part: string) => readdirSync(join(project, "build", part)).sort();
const build = () => runFile(process.execPath, [join(project, "scripts/build.mjs")]);
const said = async () => (await runFile(process.execPath, [join(project, "build/commands/said.js")])).stdout.trim();

/** Every file below `build/`, with what is in it. */
function everything(): Record<string, string> {
  const files = readdirSync(join(project, "build"), { recursive: true, withFileTypes: true });
  const paths = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

test.each([
  ["the site", () => page("broken"), /no such name\nThe site could not be built: what is wrong stands above\.\n/],
  [
    "a command",
    () => write("scripts/said.ts", "const = 1"),
    /The commands could not be built:\n {2}scripts\/said\.ts:1/,
  ],
  ["the mail templates", () => page("no mail"), /cannot be compiled\nThe mail templates could not be compiled/],
])("a build that fails at %s leaves the one before as it was", async (_, spoil, words) => {
  await build();
  const before = everything();
  spoil();
  const failed = (await build().catch((error: unknown) => error)) as { code: number; stderr: string };
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(words) as string });
  expect(failed.stderr).toMatch(/\nThe build before stays as it was\.\n$/);
  expect(everything()).toEqual(before);
  expect(await said()).toBe("said");
});

test("a first build that fails leaves nothing, and says nothing of one before", async () => {
  page("broken");
  await expect(build()).rejects.toMatchObject({ stderr: expect.not.stringContaining("before") as string });
  expect(existsSync(join(project, "build")) ? listOf("") : []).toEqual([]);
});

test("while it is built, a running process and open pages find every file of their build, and after it", async () => {
  await build();
  const [asset] = listOf("client/assets");
  const site = spawn(process.execPath, [join(project, "build/commands/serve.js")], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  endsWithTheTest(async () => void site.kill());
  page("two");
  let isBuilding = true;
  const building = build().finally(() => (isBuilding = false));
  let asked = 0;
  for (; isBuilding; asked += 1) {
    expect(readFileSync(join(project, "build/client/assets", asset!), "utf8")).toContain("one");
    expect(readFileSync(join(project, "build/client/robots.txt"), "utf8")).toBe("the same in each");
    expect(await said()).toBe("said");
  }
  await building;
  expect(asked).toBeGreaterThan(0);
  site.send("?");
  expect(await once(site, "message")).toContain("one");
  expect(listOf("client/assets")).toHaveLength(2);
  expect(readFileSync(join(project, "build/server/index.js"), "utf8")).toContain("two");
});

test("of the builds before, the last other one is kept, however often the same is made again", async () => {
  for (const name of ["one", "two", "two", "two"]) {
    page(name);
    await build();
  }
  expect([listOf("mails"), listOf("client/assets").length]).toEqual([["one.json", "two.json"], 2]);
  page("three");
  await build();
  expect([listOf("mails"), listOf("client/assets").length]).toEqual([["three.json", "two.json"], 2]);
});

test("a file that stays the same keeps its time, so that browsers ask for it no more often", async () => {
  await build();
  const file = join(project, "build/client/robots.txt");
  utimesSync(file, new Date(2020, 1, 1), new Date(2020, 1, 1));
  page("two");
  await build();
  expect(statSync(file).mtime).toEqual(new Date(2020, 1, 1));
});

test("what a build made aside that was killed is removed by the next, and what another makes is left alone", async () => {
  const { pid: gone } = await runFile(process.execPath, ["-p", "process.pid"]).then(({ stdout }) => ({
    pid: stdout.trim(),
  }));
  write(`build/next-${gone}.site/server/index.js`, "");
  write(`build/next-${process.pid}.site/server/index.js`, "");
  await build();
  expect(listOf("").filter((name) => name.startsWith("next-"))).toEqual([`next-${process.pid}.site`]);
});
