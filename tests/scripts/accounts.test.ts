import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { briefingSchema, getBriefing, saveBriefing } from "#app/models/briefing.server.ts";
import { listEditors, setDisabled } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { stepsOf } from "#app/models/issues/steps.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";

let context: TestContext;
let terminal: Terminal;
let ruth: Editor;
let tom: Editor;

beforeEach(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  await anIssue(context, list);
  ruth = await anEditor(context, "Ruth", "owner");
  tom = await anEditor(context, "Tom", "editor");
  terminal = aTerminal({ databaseUrl: context.database.url });
});

const roleOf = async (name: string) => (await listEditors(context)).find((one) => one.name === name)!.role;
const approve = (...args: string[]) => terminal.run("approve-issue", ["--issue", "1", ...args]);

describe("create-editor --change", () => {
  const change = (email: string, ...role: string[]) =>
    terminal.run("create-editor", ["--email", email, "--change", ...role]);

  test("gives an account another role at once, and the log says what it was", async () => {
    const said = await change("TOM@briefing.example", "--role", "operator");
    expect(said).toMatchObject({ code: 0, stdout: "Tom is operator from now on.\n" });
    expect(await roleOf("Tom")).toBe("operator");
    expect((await recentEvents(context))[0]).toMatchObject({ actor: expect.stringMatching(/^script/) });
    const again = await terminal.run("create-editor", ["--email", tom.email, "--change", "--role", "writer", "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({ role: "writer", was: "operator" });
  });

  test("changes nothing of the last owner, of nobody, and to no role", async () => {
    expect(await change(ruth.email, "--role", "editor")).toMatchObject({ code: 1, stdout: "" });
    expect(await roleOf("Ruth")).toBe("owner");
    expect(await change("nobody@briefing.example", "--role", "editor")).toMatchObject({
      ...{ code: 1, stderr: "There is no account with the address nobody@briefing.example.\n" },
    });
    expect(await change(tom.email, "--role", "king")).toMatchObject({ code: 2 });
    expect(await change(tom.email)).toMatchObject({ code: 2 });
    expect(await roleOf("Tom")).toBe("editor");
  });
});

describe("--as", () => {
  beforeEach(async () => {
    const { replyTo, ...briefing } = (await getBriefing(context))!;
    const input = { ...briefing, ...(replyTo ? { replyTo } : {}), fourEyes: "on" };
    await saveBriefing(context, briefingSchema.parse(input));
    const issue = (await issueByNumber(context, 1))!;
    await saveIssue({ ...context, editorId: tom.id }, 1, issue.version, inputOf(issue), "Tom");
  });

  test("approves for an account where four eyes are asked for, and the log names it and the script", async () => {
    expect(await approve()).toMatchObject({ code: 1, stderr: expect.stringContaining("--as ADDRESS") });
    expect(await approve("--as", ruth.email)).toMatchObject({ code: 0 });
    expect(await issueByNumber(context, 1)).toMatchObject({
      ...{ status: "ready", approvedBy: expect.stringMatching(/^Ruth, by script/) },
    });
  });

  test("is no account that wrote last, that approves nothing, is shut out, or is not there", async () => {
    await terminal.run("create-editor", ["--email", tom.email, "--change", "--role", "operator"]);
    expect(await approve("--as", tom.email)).toMatchObject({ code: 1, stderr: expect.stringContaining("wrote last") });
    const ines = await anEditor(context, "Ines", "editor");
    expect(await approve("--as", ines.email)).toMatchObject({
      ...{ code: 1, stderr: "Ines is editor, and approves nothing.\n" },
    });
    const mona = await anEditor(context, "Mona", "operator");
    await setDisabled(context, mona.id, true);
    for (const email of [mona.email, "nobody@briefing.example", "no address"])
      expect(await approve("--as", email)).toMatchObject({ code: 1, stdout: "" });
    expect((await issueByNumber(context, 1))!.status).toBe("draft");
  });

  test("sends for an account as well", async () => {
    const send = (...args: string[]) => terminal.run("send-issue", ["--issue", "1", "--yes", ...args]);
    expect(await send()).toMatchObject({ code: 1, stderr: expect.stringContaining("--as ADDRESS") });
    expect(await send("--as", ruth.email)).toMatchObject({ code: 0 });
    expect((await issueByNumber(context, 1))!.status).toBe("sending");
  });
});

describe("approve-issue --ask", () => {
  test("asks an operator for a review, by mail, and approves nothing", async () => {
    const said = await approve("--ask", ruth.email);
    expect(said).toMatchObject({ code: 0, stdout: "Issue 1 is in review: Ruth gets a mail.\n", stderr: "" });
    expect(await stepsOf(context, 1)).toMatchObject([{ step: "ask-review", detail: "Ruth" }]);
    const mails = await context.db.selectFrom("alerts").select("editor_id").where("way", "=", "mail").execute();
    expect(mails).toEqual([{ editor_id: ruth.id }]);
    expect(JSON.parse((await approve("--ask", ruth.email, "--json")).stdout)).toEqual({
      ...{ issue: 1, status: "draft", state: "in-review", asked: { id: ruth.id, name: "Ruth" } },
    });
  });

  test("asks nobody who may not approve, and for nothing that is approved", async () => {
    expect(await approve("--ask", tom.email)).toMatchObject({ code: 1, stderr: expect.stringContaining("operator") });
    expect(await approve()).toMatchObject({ code: 0 });
    expect(await approve("--ask", ruth.email)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Only a draft"),
    });
    expect((await issueByNumber(context, 1))!.status).toBe("ready");
  });
});
