import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { aTerminal, type Terminal } from "./support/scripts.ts";

let terminal: Terminal;
beforeAll(async () => {
  terminal = aTerminal();
  await terminal.run("migrate");
});

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const ours = Object.entries(scripts).flatMap(([name, line]) => (line.endsWith(`scripts/${name}.ts`) ? [name] : []));

describe("every script", () => {
  test("is there under its name", () => {
    expect(ours.sort()).toEqual(
      [
        "migrate",
        "seed",
        "serve",
        "sender",
        "inbound",
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
          "choose-subject",
          "settle",
          "pace",
          "slot",
          "claim",
          "backup",
          "restore",
          "move",
          "export-site",
          "restore-site",
          "rehearse",
          "deliveries",
          "dkim",
          "import-subscribers",
          "imports",
          "export-subscribers",
          "export-article",
          "import-site",
          "consent",
          "suppressions",
          "pictures",
          "mailbox",
          "numbers",
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

/** Those that run on. */
const running = ["serve", "sender", "inbound", "mailbox"];

describe("every script, as people try it", () => {
  const first = { issue: ["--issue", "7"], list: ["--list", "no"] };

  test.each(ours)("%s tells a program what is wrong in one JSON document", async (name) => {
    const { code, stdout, stderr } = await terminal.run(name, ["--json", "--sideways"]);
    expect([code, stderr]).toEqual([2, ""]);
    expect(JSON.parse(stdout)).toEqual({ error: { code: "usage", message: "Unknown option --sideways." } });
  });

  test.each(ours.filter((name) => !running.includes(name)))(
    "%s without arguments, twice, ends in a sentence",
    async (name) => {
      for (const json of [[], ["--json"], []]) {
        const { code, stdout, stderr } = await terminal.run(name, json);
        expect([0, 1, 2]).toContain(code);
        expect(stdout + stderr).not.toMatch(/should not have happened|Cannot access|\n {4}at |Error:/);
        if (json.length > 0 && name !== "export-subscribers") expect(() => JSON.parse(stdout) as unknown).not.toThrow();
      }
    },
  );

  test.each<[string, string[]]>([
    ["approve-issue", first.issue],
    ["cancel-issue", first.issue],
    ["choose-subject", first.issue],
    ["deliveries", first.issue],
    ["pause-issue", first.issue],
    ["rehearse", first.issue],
    ["resume-issue", first.issue],
    ["send-issue", first.issue],
    ["settle", first.issue],
    ["export-subscribers", first.list],
    ["slot", [...first.list, "--weekday", "monday", "--time", "07:00"]],
    ["consent", ["export", ...first.list]],
    ["create-issue", [...first.list, "--subject", "x", "--articles", "a"]],
    ["import-subscribers", [...first.list, "package.json", "--consent", "the fair in Munich"]],
  ])("%s says that there is no such issue or list", async (name, args) => {
    const { code, stdout } = await terminal.run(name, [...args, "--json"]);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect([code, error.code]).toEqual([1, "failed"]);
    expect(error.message).toMatch(/There is no (issue 7|list “no”)/);
  });

  test.each<[string, string[], string]>([
    ["approve-issue", ["--issue", "x"], "--issue"],
    ["backup", [".", "--keep", "0"], "--keep"],
    ["choose-subject", ["--issue", "7", "--subject", "x"], "--subject"],
    ["consent", ["verify", "--expect", "abc"], "--expect"],
    ["consent", ["sideways"], "verify or export"],
    ["create-editor", ["--email", "ana", "--name", "Ana"], "--email"],
    ["create-editor", ["--email", "ana@x.example", "--name", "Ana", "--role", "king"], "--role"],
    ["create-list", ["--slug", "A B", "--name", "x"], "--slug"],
    ["deliveries", ["--issue", "1.5"], "--issue"],
    ["dkim", ["--domain", "no domain"], "domain"],
    ["imports", ["undo"], "list, undo ID or cancel ID"],
    ["imports", ["undo", "x"], "number"],
    ["suppressions", ["lift"], "list, lift ADDRESS or add ADDRESS"],
    ["suppressions", ["lift", "ana"], "ana"],
    ["suppressions", ["lift", "ana@readers.example"], "--why"],
    ["import-subscribers", ["package.json", "--list", "no", "--consent", " "], "--consent"],
    ["pace", ["--per-second", "fast"], "--per-second"],
    ["set-up", ["--name", "x", "--pitch", "x", "--from", "x", "--postal-address", "x", "--time-zone", "UTC"], "--from"],
    ["slot", ["--end", "one"], "--end"],
  ])("%s %j is wrong usage", async (name, args, words) => {
    const { code, stdout } = await terminal.run(name, [...args, "--json"]);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect([code, error.code]).toEqual([2, "usage"]);
    expect(error.message).toContain(words);
  });
});

describe("what is expected to go wrong is one sentence, without a stack", () => {
  test.each<[string, string, string[], number, string]>([
    ["a needed option is missing", "create-list", ["--slug", "a"], 2, "--name NAME is missing."],
    ["an option has no value", "create-list", ["--slug", "--name", "A"], 2, "--slug SLUG: the value is missing."],
    ["a switch has a value", "create-list", ["--json=yes"], 2, "--json takes no value."],
    ["an option is empty", "create-list", ["--slug", "a", "--name", ""], 2, "--name is empty."],
    ["a word too many", "deliveries", ["1"], 2, "“1” is one word too many"],
    ["no file", "import-articles", [], 2, "FILE.md… is missing."],
    ["a number that is none", "deliveries", ["--issue", "one"], 2, "--issue is a number, not “one”."],
    ["an issue that is not there", "deliveries", ["--issue", "7"], 1, "There is no issue 7."],
    ["an article to export that is not there", "export-article", ["--slug", "no"], 1, "There is no article “no”."],
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
    ["a slug that is none", "create-list", ["--slug", "A B", "--name", "x"], 2, "--slug: A slug has small letters"],
    [
      "no address in --from",
      "set-up",
      ["--name", "x", "--pitch", "x", "--from", "x", "--postal-address", "x", "--time-zone", "UTC"],
      2,
      "--from: An email address has a name, one @ and a domain",
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
