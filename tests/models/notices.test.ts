import { beforeEach, describe, expect, test } from "vitest";
import { mailNotices } from "#app/models/noticeMails.server.ts";
import { addNotice, dismissNotice, openNotices, settleNotices } from "#app/models/notices.server.ts";
import { createSmtp } from "#emails/smtp.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aBriefing } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const held = { kind: "slot-held", text: "Issue 1 did not go out. It has a fault.", link: "/desk/issues/1" } as const;

describe("a notice", () => {
  test("stands until somebody dismisses it, and it is kept who did", async () => {
    await addNotice(context, held);
    const [notice] = await openNotices(context);
    expect(notice).toMatchObject({ ...held, at: context.clock() });
    expect(await dismissNotice(context, notice!.id, "Tom")).toBe(true);
    expect(await dismissNotice(context, notice!.id, "Ruth")).toBe(false);
    expect(await openNotices(context)).toEqual([]);
    const row = await context.db.selectFrom("notices").selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ dismissed_by: "Tom", dismissed_at: context.clock() });
  });

  test("is not repeated while it stands, whoever says it at the same moment", async () => {
    await Promise.all([1, 2, 3].map(() => addNotice(context, held)));
    await addNotice(context, { ...held, text: "Another." });
    expect((await openNotices(context)).map(({ text }) => text)).toEqual(["Another.", held.text]);
  });

  test("is said again after it was dismissed", async () => {
    await addNotice(context, held);
    await dismissNotice(context, (await openNotices(context))[0]!.id, "Tom");
    await addNotice(context, held);
    expect(await openNotices(context)).toHaveLength(1);
  });

  test("is taken away by what settles it, and no other is", async () => {
    await addNotice(context, held);
    await addNotice(context, { ...held, text: "Another.", link: "/desk/issues/2" });
    await settleNotices(context, "slot-held", "/desk/issues/1", "Ruth");
    expect((await openNotices(context)).map(({ link }) => link)).toEqual(["/desk/issues/2"]);
  });
});

describe("a notice by mail", () => {
  async function withFarEnd(...given: Parameters<typeof startFarEnd>) {
    const farEnd = await startFarEnd(...given);
    context = await testContext();
    context.smtp = createSmtp(farEnd.url, { connections: 1 });
    await aBriefing(context);
    await anEditor(context, "Tom", "editor");
    await anEditor(context, "Ruth", "operator");
    await anEditor(context, "Ines", "owner");
    const gone = await anEditor(context, "Gone", "owner");
    await context.db.updateTable("editors").set({ disabled_at: 1 }).where("id", "=", gone.id).execute();
    return farEnd;
  }

  const mailed = async () => (await mailNotices(context)).handedOver;

  test("goes once to each operator and owner, in words, with the way to it", async () => {
    const farEnd = await withFarEnd();
    await addNotice(context, held);
    await Promise.all([mailed(), mailed()]);
    await mailed();
    expect(farEnd.messages.map(({ envelope }) => envelope.to[0]).sort()).toEqual([
      "ines@briefing.example",
      "ruth@briefing.example",
    ]);
    const [mail] = await farEnd.parsed("ruth@briefing.example");
    expect(mail!.subject).toBe("The Robotics Briefing: Issue 1 did not go out");
    expect(mail!.text).toContain("It has a fault.\n\nhttps://briefing.example.org/desk/issues/1");
    expect(mail!.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail!.headers.has("list-unsubscribe")).toBe(false);
  });

  test("goes to the editors too where an issue is to be approved", async () => {
    const farEnd = await withFarEnd();
    await addNotice(context, { kind: "slot-reminder", text: "No issue is approved yet." });
    await mailed();
    expect(farEnd.messages).toHaveLength(3);
  });

  test("does not go where the desk is enough, or somebody has taken note", async () => {
    const farEnd = await withFarEnd();
    await addNotice(context, { kind: "approval-ended", text: "Issue 1 is a draft again." });
    await addNotice(context, held);
    const [dismissed] = (await openNotices(context)).filter(({ kind }) => kind === "slot-held");
    await dismissNotice(context, dismissed!.id, "Tom");
    await mailed();
    expect(farEnd.messages).toEqual([]);
  });

  test("that cannot be handed over disturbs nothing, and the desk shows it all the same", async () => {
    await withFarEnd({ mail: () => "451 4.3.0 Not now" });
    await addNotice(context, held);
    await mailed();
    context.smtp = createSmtp("smtp://127.0.0.1:9");
    await addNotice(context, { ...held, text: "Another." });
    await mailed();
    expect(await openNotices(context)).toHaveLength(2);
  });
});
