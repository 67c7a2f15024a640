import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { setDisabled } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { deleteIssue, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { mayMove, moves, type IssueState } from "#app/models/issues/states.ts";
import { stepsOf } from "#app/models/issues/steps.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { approveIssue, scheduleIssue, withdrawApproval } from "#app/models/sending/approvals.server.ts";
import { askReview, endReview, reviewers } from "#app/models/sending/askReview.server.ts";
import { cancelSend, pauseSend, resumeSend } from "#app/models/sending/pauses.server.ts";
import { withStandings } from "#app/models/sending/standing.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";
import { aSlot, hour } from "../../support/slots.ts";

let context: TestContext;
let list: List;
let ruth: Editor;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  ruth = await anEditor(context, "Ruth", "operator");
  await anIssue(context, list, { articles: [await anArticle(context)] });
});

async function standing() {
  return (await withStandings(context, [{ number: 1 }]))[0]!.standing;
}

async function save(actor = "Tom") {
  const issue = (await issueByNumber(context, 1))!;
  const articles = issue.articles.map(({ id, display }) => ({ id, display }));
  return saveIssue(context, 1, issue.version, { ...issue, listId: list.id, articles, subject: "Another" }, actor);
}

/** The mails to people of the desk that still wait, by address. */
async function mails() {
  const rows = await context.db
    .selectFrom("alerts")
    .innerJoin("notices", "notices.id", "alerts.notice_id")
    .innerJoin("editors", "editors.id", "alerts.editor_id")
    .select(["editors.name", "kind", "text"])
    .where("way", "=", "mail")
    .where("kind", "in", ["approval-ended", "review-asked"])
    .orderBy("alerts.id")
    .execute();
  return rows.map(({ name, kind, text }) => `${name}: ${kind}: ${text}`);
}

describe("a review", () => {
  test("is asked of somebody who may approve, who gets a mail, and the log has it", async () => {
    expect(await askReview(context, 1, "Tom", ruth.id)).toEqual({ asked: { id: ruth.id, name: "Ruth" } });
    expect(await standing()).toEqual({
      ...{ state: "in-review", by: "Tom", at: context.clock(), of: "Ruth" },
      ...{ like: "", goesAt: null, isElsewhere: false },
    });
    expect(await mails()).toEqual([
      "Ruth: review-asked: Tom asks you to review issue 1, “Robots learn to pack”. Read it, then approve it or say what is missing.",
    ]);
    expect((await recentEvents(context))[0]).toMatchObject({ actor: "Tom", action: "review-asked" });
    expect((await issueByNumber(context, 1))!.status).toBe("draft");
  });

  test("is asked of nobody who may not approve, is shut out, or is not there", async () => {
    const tom = await anEditor(context, "Tom", "editor");
    const away = await anEditor(context, "Away", "operator");
    await setDisabled(context, away.id, true);
    expect(await reviewers(context)).toEqual([{ id: ruth.id, name: "Ruth" }]);
    for (const of of [tom.id, away.id, 99, 0])
      expect(await askReview(context, 1, "Tom", of)).toEqual({ error: "no-reviewer" });
    expect(await askReview(context, 7, "Tom", ruth.id)).toEqual({ error: "not-found" });
    expect(await mails()).toEqual([]);
  });

  test("goes on while the issue is written in, and ends with the approval, or when somebody ends it", async () => {
    await askReview(context, 1, "Tom", ruth.id);
    await save();
    expect((await standing()).state).toBe("in-review");
    expect(await endReview(context, 1, "Tom")).toBe(true);
    expect([(await standing()).state, await endReview(context, 1, "Tom")]).toEqual(["draft", false]);
    await askReview(context, 1, "Tom", ruth.id);
    await approveIssue(context, 1, "Ruth");
    await withdrawApproval(context, 1, "Ruth");
    expect((await standing()).state).toBe("draft");
  });
});

describe("the state with who and when", () => {
  test("is approved without a slot, and scheduled with one or with a time of its own", async () => {
    await approveIssue(context, 1, "Ruth");
    expect(await standing()).toMatchObject({ state: "approved", by: "Ruth", at: context.clock(), goesAt: null });
    await aSlot(context, list);
    expect(await standing()).toMatchObject({ state: "scheduled", goesAt: context.clock() + hour });
    await scheduleIssue(context, 1, context.clock() + 2 * hour, "Ruth");
    expect(await standing()).toMatchObject({ state: "scheduled", goesAt: context.clock() + 2 * hour });
  });

  test("lists each step, the newest first", async () => {
    await askReview(context, 1, "Tom", ruth.id);
    await approveIssue(context, 1, "Ruth");
    await save();
    await approveIssue(context, 1, "Ruth");
    await sendIssue(context, 1, "Ruth");
    const send = sendOfIssue((await issueByNumber(context, 1))!)!;
    await pauseSend(context, send, "Ines", "Wait.");
    expect(await standing()).toMatchObject({ state: "paused", by: "Ines" });
    await resumeSend(context, send, "Ines");
    expect(await standing()).toMatchObject({ state: "sending", by: "Ruth" });
    await cancelSend(context, send, "Ines");
    expect(await standing()).toMatchObject({ state: "sent", by: "Ruth" });
    expect((await stepsOf(context, 1)).map(({ step, by, detail }) => [step, by, detail].join(" ").trim())).toEqual([
      "finish the sender",
      "cancel Ines",
      "resume Ines",
      "pause Ines",
      "send Ruth",
      "approve Ruth",
      "end-approval Tom the issue was saved",
      "approve Ruth",
      "ask-review Tom Ruth",
    ]);
  });
});

describe("the models keep to the table of moves", () => {
  const ways: Record<IssueState, () => Promise<unknown>> = {
    draft: () => Promise.resolve(),
    "in-review": () => askReview(context, 1, "Tom", ruth.id),
    approved: () => approveIssue(context, 1, "Ruth"),
    scheduled: () => scheduleIssue(context, 1, context.clock() + hour, "Ruth"),
    sending: () => sendIssue(context, 1, "Ruth"),
    paused: async () => {
      await sendIssue(context, 1, "Ruth");
      await pauseSend(context, sendOfIssue((await issueByNumber(context, 1))!)!, "Ruth", "Wait.");
    },
    sent: async () => {
      await sendIssue(context, 1, "Ruth");
      await cancelSend(context, sendOfIssue((await issueByNumber(context, 1))!)!, "Ruth");
    },
  };
  const send = async () => sendOfIssue((await issueByNumber(context, 1))!);
  const passes = (answer: object) => !("error" in answer);
  const tries = {
    edit: async () => passes(await save()),
    delete: () => deleteIssue(context, 1),
    "ask-review": async () => passes(await askReview(context, 1, "Tom", ruth.id)),
    "end-review": () => endReview(context, 1, "Tom"),
    approve: async () => passes(await approveIssue(context, 1, "Ruth")),
    schedule: async () => passes(await scheduleIssue(context, 1, context.clock() + hour, "Ruth")),
    withdraw: () => withdrawApproval(context, 1, "Ruth"),
    send: async () => passes(await sendIssue(context, 1, "Ruth")),
    pause: async () => ((await send()) ? pauseSend(context, (await send())!, "Ruth", "Wait.") : false),
    resume: async () => ((await send()) ? resumeSend(context, (await send())!, "Ruth") : false),
    cancel: async () => ((await send()) ? (await cancelSend(context, (await send())!, "Ruth")) !== null : false),
  };
  const tried = Object.keys(tries) as (keyof typeof tries)[];

  test("and every move that somebody makes is tried", () => {
    // A beginning has no state before it, and a subject is chosen only where several are tried.
    const made = (Object.keys(moves) as (keyof typeof moves)[]).filter(
      (move) => moves[move].role !== null && moves[move].from.length > 0 && move !== "choose",
    );
    expect(tried).toEqual(made);
  });

  test.each(tried.flatMap((move) => (Object.keys(ways) as IssueState[]).map((state) => [move, state] as const)))(
    "%s from %s",
    async (move, state) => {
      await ways[state]();
      expect((await standing()).state).toBe(state);
      expect(await tries[move]()).toBe(mayMove(move, state, "owner"));
      const to = moves[move].to;
      if (to && mayMove(move, state, "owner") && move !== "cancel") expect((await standing()).state).toBe(to);
    },
  );
});

describe("an approval that an edit ended", () => {
  /** The context of a request by this editor. */
  const by = ({ id }: Editor) => ({ ...context, editorId: id });

  test("is told to whoever gave it, with who edited what, by mail and by a notice", async () => {
    await approveIssue(by(ruth), 1, "Ruth");
    await save("Tom");
    expect(await mails()).toEqual([
      "Ruth: approval-ended: Your approval of issue 1 has ended: Tom saved the issue. It is a draft again and will not go out by itself. Look at it once more, then approve it.",
    ]);
    expect((await openNotices(context)).map(({ text }) => text)).toEqual([
      "Issue 1 was approved by Ruth, then Tom saved the issue, so it is a draft again and will not go out by itself. Look at it once more, then approve it.",
    ]);
  });

  test("is not mailed to somebody who edited it themselves, nor to an account that is shut out, nor for a script", async () => {
    await approveIssue(by(ruth), 1, "Ruth");
    const whole = context;
    context = { ...by(ruth) };
    await save("Ruth");
    context = whole;
    await approveIssue(by(ruth), 1, "Ruth");
    await setDisabled(context, ruth.id, true);
    await save();
    await approveIssue(context, 1, "script (ruth)");
    await save();
    expect(await mails()).toEqual([]);
  });

  test.each([
    ["approved once more", () => approveIssue(context, 1, "Ines")],
    ["sent", () => sendIssue(context, 1, "Ines")],
    ["deleted", () => deleteIssue(context, 1)],
  ])("is no news any more once the issue is %s", async (_how, work) => {
    await approveIssue(by(ruth), 1, "Ruth");
    await save();
    await work();
    expect(await mails()).toEqual([]);
    expect((await openNotices(context)).filter(({ kind }) => kind === "approval-ended")).toEqual([]);
  });
});
