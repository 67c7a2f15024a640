import { beforeEach, describe, expect, test } from "vitest";
import { saveSheet, sheetInputOf, sheetOf } from "#app/models/articles/sheets.server.ts";
import { briefingSchema, getBriefing, saveBriefing } from "#app/models/briefing.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { approveIssue, scheduleIssue } from "#app/models/sending/approvals.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { fourEyesFault } from "#app/models/sending/fourEyes.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";
import { aSlot, hour } from "../../support/slots.ts";

let context: TestContext;
let list: List;
let ruth: Editor;
let ines: Editor;
let article: number;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  ruth = await anEditor(context, "Ruth", "operator");
  ines = await anEditor(context, "Ines", "owner");
  const written = await anArticle(context);
  article = written.id;
  await anIssue(context, list, { articles: [written] });
  await ask("on");
});

const by = ({ id }: Editor): TestContext => ({ ...context, editorId: id });

async function ask(fourEyes: "on" | "off") {
  const { replyTo, ...briefing } = (await getBriefing(context))!;
  await saveBriefing(context, briefingSchema.parse({ ...briefing, ...(replyTo ? { replyTo } : {}), fourEyes }));
}

async function write(who: Editor) {
  context.later(1000);
  const issue = (await issueByNumber(context, 1))!;
  await saveIssue(by(who), 1, issue.version, inputOf(issue), who.name);
}

async function writeArticle(who: Editor) {
  context.later(1000);
  const sheet = (await sheetOf(context, article))!;
  const place = { id: article, version: sheet.article.version, tab: `a-tab-of-${who.name}-x`, step: context.clock() };
  await saveSheet(by(who), who.name, place, { ...sheetInputOf(sheet), dek: `At ${context.clock()}.` });
}

const approve = (context: TestContext) => approveIssue(context, 1, "Somebody");
const refused = { error: "faults", faults: [{ error: "four-eyes", last: "Ruth" }] };

describe("four eyes", () => {
  test("are not asked for unless the briefing says so", async () => {
    await ask("off");
    await write(ruth);
    expect(await approve(by(ruth))).toEqual({ approved: true });
  });

  test.each([
    ["the issue", write],
    ["one of its articles", writeArticle],
  ])("keep who saved %s last from approving, scheduling and sending it, and nobody else", async (_what, work) => {
    await write(ines);
    await work(ruth);
    expect(await approve(by(ruth))).toMatchObject(refused);
    expect(await scheduleIssue(by(ruth), 1, context.clock() + hour, "Ruth")).toMatchObject(refused);
    expect(await sendIssue(by(ruth), 1, "Ruth")).toMatchObject(refused);
    expect(await approve(by(ines))).toEqual({ approved: true });
  });

  test("are met by an approval: then even who wrote last sends it, and a slot does", async () => {
    await aSlot(context, list);
    await write(ruth);
    await approve(by(ines));
    context.later(hour);
    await runSlots(context);
    expect((await issueByNumber(context, 1))!.status).toBe("sending");
    expect(await anIssue(context, list, { articles: [await anArticle(context)] })).toBe(2);
  });

  test("hold an approval of before they were asked for, if its giver wrote last, until somebody else approves", async () => {
    await ask("off");
    await aSlot(context, list);
    await write(ruth);
    expect(await approve(by(ruth))).toEqual({ approved: true });
    await ask("on");
    const fault = await fourEyesFault(by(ruth), (await issueByNumber(context, 1))!);
    expect(fault && wordIssueFault(fault)).toBe(
      "Four eyes are asked for here, and Ruth wrote last and gave the approval: it does not go out until Ines approves it.",
    );
    expect(await sendIssue(by(ruth), 1, "Ruth")).toMatchObject(refused);
    context.later(hour);
    await runSlots(context);
    expect((await issueByNumber(context, 1))!.status).toBe("ready");
    expect(
      (await openNotices(context)).map(({ kind, text }) => [kind, text.includes("until Ines approves it")]),
    ).toEqual([["slot-held", true]]);
    expect(await approve(by(ines))).toEqual({ approved: true });
    expect(await sendIssue(by(ruth), 1, "Ruth")).toHaveProperty("send");
  });

  test("let an approval of before they were asked for stand, if somebody else gave it", async () => {
    await ask("off");
    await aSlot(context, list);
    await write(ruth);
    await approve(by(ines));
    await ask("on");
    context.later(hour);
    await runSlots(context);
    expect((await issueByNumber(context, 1))!.status).toBe("sending");
  });

  test("hold an approval that no account gave, where an account wrote last", async () => {
    await ask("off");
    await write(ruth);
    await approve(context);
    await ask("on");
    expect(await sendIssue(context, 1, "a script")).toMatchObject(refused);
  });

  test("ask again after an edit", async () => {
    await write(ines);
    await approve(by(ruth));
    await writeArticle(ruth);
    expect(await approve(by(ruth))).toMatchObject(refused);
  });

  test("ask a script whose account it is, and take what no account wrote as it is", async () => {
    expect(await approve(context)).toEqual({ approved: true });
    await write(ruth);
    expect(await approve(context)).toMatchObject(refused);
    expect(await approve(by(ines))).toEqual({ approved: true });
  });

  test("say who must", async () => {
    await write(ruth);
    const words = async (context: TestContext) => {
      const answer = await approve(context);
      return "faults" in answer ? answer.faults.map(wordIssueFault) : answer;
    };
    expect(await words(by(ruth))).toEqual(["You wrote last, and four eyes are asked for here: it waits for Ines."]);
    expect(await words(context)).toEqual([
      "Four eyes are asked for here, and Ruth wrote last: --as ADDRESS says who approves it, Ines.",
    ]);
  });
});
