import { execFile } from "node:child_process";
import { isAscii } from "node:buffer";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { fromSources } from "./support/child.ts";
import { endsWithTheTest } from "./support/cleanup.ts";

const runFile = promisify(execFile);

describe("a command runs as it was built, but never an older build", () => {
  let project: string;
  const launcher = ["built", "checks", "hint", "node", "place", "ready", "usages", "version"].map(
    (name) => `scripts/start/${name}.mjs`,
  );
  const source = `console.log("from the sources");`;

  beforeEach(async () => {
    project = mkdtempSync(join(tmpdir(), "pressrun-build-test-"));
    endsWithTheTest(async () => rmSync(project, { recursive: true, force: true }));
    for (const file of ["scripts/run.mjs", ...launcher]) cpSync(file, join(project, file));
    mkdirSync(join(project, "node_modules"));
    symlinkSync(resolve("node_modules", "tsx"), join(project, "node_modules", "tsx"));
    write("node_modules/.package-lock.json", `{"packages":{}}`);
    write("package-lock.json", `{"packages":{}}`);
    write("package.json", `{"type":"module"}`);
    for (const folder of ["app", "emails", "db", "public"]) write(`${folder}/one.ts`, "export const one = 1;");
    write("scripts/said.ts", source);
    write("build/commands/said.js", `console.log("as built");`);
    write("build/commands/usages.json", `{"said":"how it is used"}`);
    const { noteBuilt, sourcesNow } = (await import(
      pathToFileURL(join(project, "scripts/start/checks.mjs")).href
    )) as typeof import("../scripts/start/checks.mjs");
    noteBuilt(await sourcesNow());
  });

  function write(path: string, text: string) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }

  async function said(...args: string[]): Promise<string> {
    const { stdout, stderr } = await runFile(process.execPath, [
      join(project, "scripts/run.mjs"),
      "scripts/said.ts",
      ...args,
    ]);
    expect(stderr).toBe("");
    return stdout.trim();
  }

  test("as built, and its help without it", async () => {
    expect(await said()).toBe("as built");
    expect(await said("--help")).toBe("how it is used");
    expect(await said("--help", "--json")).toBe("as built");
  });

  test("with every sign as it was written, also in regular expressions and tagged templates", async () => {
    write("build/commands/said.js", "console.log(String.raw`é ·`, /désabonné|отпис/.source);");
    expect(await said()).toBe("é · désabonné|отпис");
  });

  test.each(["app/one.ts", "db/one.ts", "public/one.ts", "package-lock.json", "scripts/said.ts"])(
    "%s has changed: from the sources, help too",
    async (path) => {
      const text = readFileSync(join(project, path), "utf8");
      write(path, `${text} `);
      expect([await said(), await said("--help")]).toEqual(["from the sources", "from the sources"]);
      write(path, text);
      expect(await said()).toBe("as built");
    },
  );

  test("a change of the same length that calls itself older than the build is a change", async () => {
    write("app/one.ts", "export const one = 2;");
    utimesSync(join(project, "app/one.ts"), new Date(2020, 1, 1), new Date(2020, 1, 1));
    expect(await said()).toBe("from the sources");
  });

  test("a file that came or went is a change", async () => {
    write("emails/new.ts", "");
    expect(await said()).toBe("from the sources");
    rmSync(join(project, "emails/new.ts"));
    rmSync(join(project, "db/one.ts"));
    expect(await said()).toBe("from the sources");
  });

  test("a copy, whose times are others, is the same", async () => {
    utimesSync(join(project, "app/one.ts"), new Date(2031, 1, 1), new Date(2031, 1, 1));
    expect(await said()).toBe("as built");
  });

  test("where only the build was shipped, it is what runs", async () => {
    for (const folder of ["app", "emails", "db", "public"]) rmSync(join(project, folder), { recursive: true });
    rmSync(join(project, "scripts/said.ts"));
    expect(await said()).toBe("as built");
  });

  test("a part of the build is missing: it says what to do, and no stack", async () => {
    write("build/files.json", `{"made":["commands/said.js","commands/chunk.js"],"before":[]}`);
    write("build/commands/said.js", `import "./chunk.js";`);
    await expect(said()).rejects.toMatchObject({
      code: 1,
      stderr: "The build is not whole: files of it are missing. Make it anew: npm run build\n",
    });
  });

  test("half a build is none", async () => {
    rmSync(join(project, "build/sources.txt"));
    expect(await said()).toBe("from the sources");
  });
});

describe("a command answers the same, as it was built and from its sources", () => {
  const env = { DEMO: "off", APP_URL: "https://b.example.org", APP_SECRET: "x".repeat(32), MAIL_FROM: "a@b.example" };

  test.each([
    ["slot", ["--help"]],
    ["slot", ["--json"]],
    ["send-issue", ["--help"]],
  ])("%s %j", async (name, args) => {
    const folder = mkdtempSync(join(tmpdir(), "pressrun-build-test-"));
    endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
    const given = { ...env, SMTP_URL: "smtp://127.0.0.1:9", DATABASE_URL: `file:${join(folder, "x.db")}` };
    await runFile(process.execPath, [join(inject("scripts"), "migrate.js")], { env: { ...process.env, ...given } });
    const built = await runFile(process.execPath, [join(inject("scripts"), `${name}.js`), ...args], {
      env: { ...process.env, ...given },
    });
    expect(built.stdout).not.toBe("");
    expect(await fromSources(`scripts/${name}.ts`)(args, given)).toMatchObject(built);
  });
});

test("built files hold ASCII only, so that a letter takes one byte of memory", () => {
  const folder = inject("scripts");
  const files = readdirSync(folder).filter((file) => file.endsWith(".js"));
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !isAscii(readFileSync(join(folder, file))))).toEqual([]);
});
