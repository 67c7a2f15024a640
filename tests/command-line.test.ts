import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { aTerminal, type Terminal } from "./support/scripts.ts";

let terminal: Terminal;
beforeAll(() => {
  terminal = aTerminal();
});

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const ours = Object.entries(scripts).flatMap(([name, line]) => (line.endsWith(`scripts/${name}.ts`) ? [name] : []));

describe("every script", { timeout: 60_000 }, () => {
  test("is there under its name", () => {
    expect(ours.sort()).toEqual(
      [
        "migrate",
        "seed",
        "serve",
        "sender",
        "set-up",
        "create-list",
        "create-editor",
        "import-articles",
        "create-issue",
      ]
        .concat([
          "send-issue",
          "approve-issue",
          "pause-issue",
          "resume-issue",
          "cancel-issue",
          "settle",
          "pace",
          "slot",
          "claim",
          "backup",
          "restore",
          "rehearse",
          "deliveries",
          "dkim",
          "import-subscribers",
          "export-subscribers",
          "consent",
        ])
        .sort(),
    );
  });

  test.each(ours)("%s says how it is used, and refuses what it does not know", async (name) => {
    const help = await terminal.run(name, ["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining(`Usage: npm run ${name} --`) });
    const wrong = await terminal.run(name, ["--sideways"]);
    expect(wrong).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^Unknown option --sideways\.\n\nUsage: /),
    });
  });
});

describe("what is expected to go wrong is one sentence, without a stack", { timeout: 60_000 }, () => {
  test.each<[string, string, string[], number, string]>([
    ["a needed option is missing", "create-list", ["--slug", "a"], 2, "--name NAME is missing."],
    ["an option is empty", "create-list", ["--slug", "a", "--name", ""], 2, "--name is empty."],
    ["a word too many", "deliveries", ["1"], 2, "“1” is one word too many"],
    ["no file", "import-articles", [], 2, "FILE.md… is missing."],
    ["a number that is none", "deliveries", ["--issue", "one"], 2, "--issue is a number, not “one”."],
    ["an issue that is not there", "deliveries", ["--issue", "7"], 1, "There is no issue 7."],
    ["a list that is not there", "export-subscribers", ["--list", "no"], 1, "There is no list “no”."],
    [
      "a file that is not there",
      "import-subscribers",
      ["no.csv", "--list", "no", "--consent", "x"],
      1,
      "no.csv: There is no such file",
    ],
    [
      "an article that is not there",
      "create-issue",
      ["--list", "no", "--subject", "x", "--articles", "a"],
      1,
      "There is no article “a”.",
    ],
    ["a slug that is none", "create-list", ["--slug", "A B", "--name", "x"], 1, "--slug: A slug has small letters"],
    [
      "no address in --from",
      "set-up",
      ["--name", "x", "--pitch", "x", "--from", "x", "--postal-address", "x", "--time-zone", "UTC"],
      1,
      "--from is a name and an address",
    ],
  ])("%s", async (_what, script, args, code, words) => {
    const said = await terminal.run(script, args);
    expect(said).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(words) });
    expect(said.stderr).not.toMatch(/\n {4}at |Error:/);
  });

  test("every fault of the environment at once", async () => {
    const { code, stderr } = await terminal.run("migrate", [], {
      env: { PORT: "http", DATABASE_URL: "mysql://x", SMTP_URL: "" },
    });
    expect(code).toBe(1);
    for (const name of ["PORT", "DATABASE_URL", "SMTP_URL"]) expect(stderr).toContain(`- ${name}`);
  });

  test("a database that is not there", async () => {
    for (const url of ["file:package.json/x.db", "file:package.json", "postgres://nobody:secret@127.0.0.1:9/x"]) {
      const { code, stderr } = await terminal.run("migrate", [], { env: { DATABASE_URL: url } });
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^The database \(DATABASE_URL\) cannot be used: .*\n$/),
      ]);
      expect(stderr).not.toContain("secret");
    }
  });
});
