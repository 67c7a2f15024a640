import { beforeEach, expect, test } from "vitest";
import { advanceDatabaseVersion, databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";

let context: TestContext;
let terminal: Terminal;
const staging = { env: { APP_URL: "https://staging.example.org" } };

beforeEach(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  await anIssue(context, list);
  await advanceDatabaseVersion(context);
  terminal = aTerminal({ databaseUrl: context.database.url });
});

test("a copy says at the terminal why it does not send, and sends once it is claimed", async () => {
  const send = ["--issue", "1", "--yes"];
  const refused = await terminal.run("send-issue", send, staging);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(
    /^Issue 1 cannot be sent:\n {2}- This database was last used for .*npm run claim\.\n$/,
  );

  const nobody = await terminal.run("claim", [], staging);
  expect(nobody).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Add --yes to claim it. Nothing was changed"),
  });
  expect(await databaseFault(context)).toBeNull();

  expect(await terminal.run("claim", ["--yes"], staging)).toMatchObject({ code: 0, stderr: "" });
  expect(await terminal.run("send-issue", send, staging)).toMatchObject({ code: 0 });
  expect(await databaseFault(context)).toContain("staging.example.org");
});

test("where it belongs there is nothing to claim", async () => {
  const said = await terminal.run("claim", ["--yes"]);
  expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining("there is nothing to claim") });
});
