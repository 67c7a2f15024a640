import { beforeEach, expect, test } from "vitest";
import type { List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anIssue, aReader, manyReaders } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";

let context: TestContext;
let list: List;
let terminal: Terminal;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await manyReaders(context, list, 4);
  await anIssue(context, list);
  terminal = aTerminal({ databaseUrl: context.database.url });
});

test("a rehearsal at the terminal says what it found, for people and for programs", async () => {
  const said = await terminal.run("rehearse", ["--issue", "1"]);
  expect(said).toMatchObject({ code: 0, stderr: "" });
  expect(said.stdout).toMatch(/^ {2}Readers +4 readers\n {2}HTML +\d+\.\d KB each\./);
  const json = await terminal.run("rehearse", ["--issue", "1", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ issue: 1, blocked: null, warnings: [], readers: 4 });
});

test("what cannot go out is named, and neither it nor send-issue ends well", async () => {
  const reader = await aReader(context, list, "ana@readers.example");
  await context.db.updateTable("subscribers").set({ email: "a b@c" }).where("id", "=", reader.id).execute();
  const said = await terminal.run("rehearse", ["--issue", "1"]);
  expect(said).toMatchObject({ code: 1, stderr: "" });
  expect(said.stdout).toMatch(
    /^It cannot be sent\. The rehearsal found one message that cannot go out.*\n {2}a b@c: The part/,
  );
  const sent = await terminal.run("send-issue", ["--issue", "1", "--yes"]);
  expect(sent).toMatchObject({ code: 1, stdout: "" });
  expect(sent.stderr).toMatch(/^Issue 1 cannot be sent:\n {2}- The rehearsal found one message that cannot go out/);
});

test("what it warns of stands before the send at the terminal too", async () => {
  const stray = await aReader(context, list, "x@strays.example");
  const same = { email: "Reader1@readers.example", email_key: "Reader1@readers.example" };
  await context.db.updateTable("subscribers").set(same).where("id", "=", stray.id).execute();
  await terminal.run("rehearse", ["--issue", "1"]);
  const sent = await terminal.run("send-issue", ["--issue", "1", "--yes"]);
  expect(sent).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Warning of the rehearsal: 1 of the messages/),
  });
});

test("an issue that is not whole is not rehearsed", async () => {
  await context.db.updateTable("issues").set({ subject: "" }).execute();
  const said = await terminal.run("rehearse", ["--issue", "1"]);
  expect(said).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "Issue 1 cannot be rehearsed:\n  - The issue has no subject.\n",
  });
});
