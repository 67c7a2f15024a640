import { beforeEach, describe, expect, test } from "vitest";
import { tellNotices } from "#app/models/desk/alerts.server.ts";
import { setDisabled, setRole } from "#app/models/desk/editors.server.ts";
import { day } from "#app/models/durations.ts";
import { chooseReportReaders, mailDueReports, reportSettings } from "#app/models/numbers/reports.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aReadIssue } from "../../support/issueNumbers.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";
import { startFarEnd } from "../../support/smtp.ts";

let context: TestContext;
let list: List;
let tom: Editor;
let ida: Editor;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  tom = await anEditor(context, "Tom Reyes", "editor");
  ida = await anEditor(context, "Ida Voss", "operator");
});

async function mails() {
  const rows = await context.db
    .selectFrom("alerts")
    .innerJoin("notices", "notices.id", "alerts.notice_id")
    .select(["editor_id", "letter", "link"])
    .where("kind", "=", "issue-report")
    .where("way", "=", "mail")
    .orderBy("alerts.id")
    .execute();
  return rows.map(({ editor_id, letter, link }) => ({
    to: editor_id,
    link,
    ...(JSON.parse(letter!) as { text: string }),
  }));
}

describe("the report of an issue", () => {
  test("is mailed once to each who was chosen, two days after the send and not before", async () => {
    expect(await chooseReportReaders(context, "Ruth", list.id, [tom.id, ida.id])).toBe(2);
    const { number } = await aReadIssue(context, list, { subject: "Ships of spring" });
    context.later(2 * day - 1);
    await mailDueReports(context);
    expect(await mails()).toEqual([]);
    context.later(1);
    await Promise.all([mailDueReports(context), mailDueReports(context)]);
    await mailDueReports(context);
    const found = await mails();
    expect(found.map(({ to }) => to)).toEqual([tom.id, ida.id]);
    expect(found[0]).toMatchObject({
      link: `/desk/issues/${number}/numbers`,
      text: expect.stringContaining("Issue 1: Ships of spring"),
    });
    expect(found[0]!.text).toContain("Accepted: 1 of 1 readers it was for");
    expect(found[0]!.text).toContain("Clicks are not counted.");
    expect(found[0]!.text).not.toContain("ana@readers.example");
  });

  test("is made for no list without readers of reports, for no draft and for nothing that went out long ago", async () => {
    await aReadIssue(context, list);
    await anIssue(context, list);
    context.later(3 * day);
    await mailDueReports(context);
    expect(await mails()).toEqual([]);
    context.later(3 * day);
    await chooseReportReaders(context, "Ruth", list.id, [tom.id]);
    await mailDueReports(context);
    expect(await mails()).toEqual([]);
  });

  test("goes to nobody who has left the desk or may no longer see numbers", async () => {
    await chooseReportReaders(context, "Ruth", list.id, [tom.id, ida.id]);
    await aReadIssue(context, list);
    await setRole(context, tom.id, "writer", "Ruth");
    await anEditor(context, "Ruth Ostrander", "owner");
    expect(await setDisabled(context, ida.id, true)).toBeNull();
    context.later(2 * day);
    await mailDueReports(context);
    expect(await mails()).toEqual([]);
  });

  test("reaches its mailbox as text and HTML of its own", async () => {
    const farEnd = await startFarEnd();
    context = await testContext({ smtpUrl: farEnd.url });
    list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    const ruth = await anEditor(context, "Ruth Ostrander", "owner");
    await chooseReportReaders(context, "Ruth", list.id, [ruth.id]);
    await aReadIssue(context, list, { subject: "Ships of spring" });
    context.later(2 * day);
    await mailDueReports(context);
    await (
      await tellNotices(context)
    ).told;
    const mail = (await farEnd.parsed(ruth.email)).find(({ subject }) => subject!.includes("two days"));
    expect(mail!.subject).toBe("The Robotics Briefing: Issue 1 after two days");
    expect(mail!.text).toContain("Issue 1: Ships of spring");
    expect(mail!.html).toContain("<bdi>Ships of spring</bdi>");
    expect(await context.db.selectFrom("notices").select("id").where("letter", "is not", null).execute()).toEqual([]);
  });
});

test("only people of the desk who see numbers can be chosen, and what is chosen is in the log", async () => {
  const writer = await anEditor(context, "Wim Maas", "writer");
  expect(await chooseReportReaders(context, "Ruth", list.id, [tom.id, writer.id, 999])).toBe(1);
  const { lists, editors } = await reportSettings(context);
  expect(lists).toMatchObject([{ id: list.id, readers: [tom.id] }]);
  expect(editors.map(({ name }) => name)).toEqual(["Ida Voss", "Tom Reyes"]);
  expect(await chooseReportReaders(context, "Ruth", list.id, [])).toBe(0);
  expect(await chooseReportReaders(context, "Ruth", 999, [tom.id])).toBeNull();
  const log = await context.db.selectFrom("audit_events").select(["action", "detail"]).execute();
  expect(log.filter(({ action }) => action === "report-readers").map(({ detail }) => detail)).toEqual([
    ...[`weekly: ${tom.id}`, "weekly: nobody"],
  ]);
});
