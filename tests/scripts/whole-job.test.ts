import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { testDb, type TestDb } from "../support/database.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const article = (headline: string) => `---\nheadline: ${headline}\ndek: In a line\n---\n\nThe text of the article.\n`;
const briefing = [
  ...["--name", "The Robotics Briefing", "--pitch", "weekly intelligence on automation"],
  ...["--from", "The Robotics Briefing <weekly@briefing.example.org>"],
  ...["--postal-address", "12 Harbour Street, Rotterdam", "--time-zone", "Europe/Amsterdam"],
];

describe("the whole job from a terminal", () => {
  let farEnd: FarEnd;
  let terminal: Terminal;
  let database: TestDb;

  beforeAll(async () => {
    farEnd = await startFarEnd();
    database = await testDb();
    terminal = aTerminal({ databaseUrl: database.url, smtpUrl: farEnd.url });
  });

  test("a briefing has one sender: several addresses are refused, and nothing is made (H-21)", async () => {
    const several = "Ana <ana@briefing.example.org>, Bo <bo@briefing.example.org>";
    const refused = await terminal.run(
      "set-up",
      briefing.map((given) => (given.includes("<") ? several : given)),
    );
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--from: Give one address, alone or/) });
  });

  test("a briefing and a list are made, once", async () => {
    expect(await terminal.run("set-up", briefing)).toMatchObject({ code: 0, stderr: "" });
    expect(await terminal.run("set-up", briefing)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The briefing is set up already.*\n$/),
    });
    expect(await terminal.run("create-list", ["--slug", "europe", "--name", "Europe"])).toMatchObject({
      code: 0,
      stdout: "europe\n",
    });
  });

  test("articles come from files, a slug a line; the readers come with their consent", async () => {
    const files = ["packing-robots", "robot-law"].map((slug) => terminal.file(`${slug}.md`, article(slug)));
    expect(await terminal.run("import-articles", files)).toMatchObject({
      code: 0,
      stdout: "packing-robots\nrobot-law\n",
    });

    const readers = terminal.file(
      "readers.csv",
      "email,name\nana@readers.example,Ana\nbob@readers.example,Bob\nbob\nANA@readers.example,\n",
    );
    const imported = await terminal.run("import-subscribers", [
      readers,
      "--list",
      "weekly",
      "--consent",
      "Fair, May 2026",
      "--json",
    ]);
    expect(imported.code).toBe(0);
    expect(JSON.parse(imported.stdout)).toMatchObject({
      ...{
        file: "readers.csv",
        list: "weekly",
        rows: 4,
        imported: 2,
        alreadyThere: 0,
        ended: 0,
        suppressed: 0,
        malformed: 1,
        duplicates: 1,
      },
      problems: [
        { line: 4, reason: "malformed", email: "bob" },
        { line: 5, reason: "duplicate", email: "ANA@readers.example" },
      ],
    });
  });

  test("an issue is made of them, and its number printed", async () => {
    const intro = terminal.file("intro.md", "Good *morning*.");
    const order = [
      "--list",
      "weekly",
      "--subject",
      "Robots, this week",
      "--intro",
      intro,
      "--articles",
      "robot-law,packing-robots",
    ];
    expect(await terminal.run("create-issue", order)).toMatchObject({ code: 0, stdout: "1\n" });
  });

  test("nothing goes out without a yes", async () => {
    const refused = await terminal.run("send-issue", ["--issue", "1"]);
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--yes") });
    expect(farEnd.messages).toEqual([]);
  });

  test("it is sent, and every reader has it once; the ledger, the script and the server agree", async () => {
    const sent = await terminal.run("send-issue", ["--issue", "1", "--wait", "--yes"]);
    expect(sent).toMatchObject({ code: 0, stderr: "" });
    expect(sent.stdout).toMatch(/accepted\s+2\n\s+total\s+2\n/);

    const deliveries = await terminal.run("deliveries", ["--issue", "1", "--json"]);
    const states = { queued: 0, sending: 0, accepted: 2, refused: 0, uncertain: 0, withdrawn: 0, cancelled: 0 };
    expect(JSON.parse(deliveries.stdout)).toEqual({ issue: 1, total: 2, states });
    expect(farEnd.messages.map(({ envelope }) => envelope.to[0]).sort()).toEqual([
      "ana@readers.example",
      "bob@readers.example",
    ]);
    const [mail] = await farEnd.parsed("ana@readers.example");
    expect(mail).toMatchObject({ subject: "Robots, this week", text: expect.stringContaining("Good morning.") });
  });

  test("a second send says so and changes nothing", async () => {
    for (const more of [["--wait", "--yes"], ["--yes"], []]) {
      const again = await terminal.run("send-issue", ["--issue", "1", ...more]);
      expect(again).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("has been sent already") });
    }
    expect(farEnd.messages).toHaveLength(2);
  });

  test("why somebody did or did not get it is one line", async () => {
    const ana = await terminal.run("deliveries", ["--issue", "1", "--email", "ana@readers.example"]);
    expect(ana.stdout).toMatch(/^Yes: the mail server took it at .* UTC: 250 .*\n$/);
    const eve = await terminal.run("deliveries", ["--issue", "1", "--email", "eve@readers.example", "--json"]);
    expect(JSON.parse(eve.stdout)).toMatchObject({
      issue: 1,
      email: "eve@readers.example",
      state: null,
      why: expect.stringContaining("never"),
    });
  });

  test("the readers come out again as CSV", async () => {
    const { stdout, code } = await terminal.run("export-subscribers", ["--list", "weekly"]);
    expect(code).toBe(0);
    expect(stdout.split("\r\n").map((line) => line.split(",").slice(0, 3).join(","))).toEqual([
      "email,name,status",
      "ana@readers.example,Ana,active",
      "bob@readers.example,Bob,active",
      "",
    ]);
  });

  test("an editor gets in with the password from standard input", async () => {
    const given = ["--email", "ruth@briefing.example.org", "--name", "Ruth", "--role", "owner"];
    const made = await terminal.run("create-editor", given, { input: "a sentence to remember\n" });
    expect(made).toMatchObject({ code: 0, stdout: "Ruth (owner) can sign in at https://briefing.example.org/desk\n" });
    expect(await terminal.run("create-editor", given, { input: "short" })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--password: A password has"),
    });
    expect(await terminal.run("create-editor", [...given.slice(0, 4), "--role", "king"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--role: A role is writer, editor, operator or owner\.\n\nUsage: /),
    });
  });

  test("who made what is in the log (S-16)", async () => {
    const events = await database.db.selectFrom("audit_events").selectAll().orderBy("id").execute();
    const made = events.filter(({ action }) => ["issue-created", "editor-added"].includes(action));
    expect(made.map(({ actor, detail }) => [actor.split(" ")[0], detail])).toEqual([
      ["script", "issue 1"],
      ["script", "editor 1, owner"],
    ]);
  });
});

describe("the demo's own files", () => {
  test("go the same way", async () => {
    const farEnd = await startFarEnd();
    const terminal = aTerminal({ databaseUrl: (await testDb()).url, smtpUrl: farEnd.url });
    expect(await terminal.run("seed")).toMatchObject({
      code: 0,
      stdout: "The database holds “The Robotics Briefing”.\n",
      stderr: "",
    });
    expect(await terminal.run("seed")).toMatchObject({ code: 0 });
    const sent = await terminal.run("send-issue", ["--issue", "1", "--wait", "--json"]);
    const readers = readFileSync("demo/readers.csv", "utf8").trim().split("\n").length - 1;
    expect(JSON.parse(sent.stdout)).toMatchObject({ issue: 1, total: readers, states: { accepted: readers } });
    const issues = farEnd.messages.filter(({ raw }) => raw.includes("\r\nList-Unsubscribe:"));
    expect(issues).toHaveLength(readers);
  });
});
