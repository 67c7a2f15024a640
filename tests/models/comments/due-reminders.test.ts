import { beforeEach, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { assign, type Piece } from "#app/models/assignments.server.ts";
import { remindDue } from "#app/models/comments/dueReminders.server.ts";
import { pieceNow } from "#app/models/comments/pieces.server.ts";
import { setDisabled, setRole } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { hour } from "#app/models/durations.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { approveIssue } from "#app/models/sending/approvals.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";

let context: TestContext;
let tom: Editor;
let article: Piece;
let issue: Piece;

beforeEach(async () => {
  context = await testContext();
  const list = await aBriefing(context, { timeZone: "UTC" });
  await aReader(context, list, "ana@readers.example");
  tom = await anEditor(context, "Tom Reyes");
  const written = await anArticle(context);
  article = { kind: "article", subject: written.id };
  await anIssue(context, list, { articles: [written] });
  issue = { kind: "issue", subject: (await issueByNumber(context, 1))!.id };
});

const put = async (piece: Piece, dueIn: number) =>
  assign(context, "Ines", piece, (await pieceNow(context, piece))!, {
    editorId: tom.id,
    due: new Date(context.clock() + dueIn).toISOString().slice(0, 16),
  });

async function reminders() {
  const rows = await context.db
    .selectFrom("alerts")
    .innerJoin("notices", "notices.id", "alerts.notice_id")
    .select(["text", "link", "editor_id"])
    .where("kind", "=", "due-passed")
    .where("way", "=", "mail")
    .orderBy("alerts.id")
    .execute();
  return rows.map(({ text, link, editor_id }) => `${editor_id} ${link}: ${text}`);
}

describe("a due time that passes", () => {
  test("is mailed once to who is on an article or an issue, and not before", async () => {
    await put(article, hour);
    await put(issue, hour);
    await remindDue(context);
    expect(await reminders()).toEqual([]);
    context.later(hour);
    await Promise.all([remindDue(context), remindDue(context)]);
    await remindDue(context);
    expect((await reminders()).sort()).toEqual([
      `${tom.id} /desk/articles/${article.subject}: The time for “Robots learn to pack” is over, and it is not on the site yet. It is assigned to you; this is the only reminder.`,
      `${tom.id} /desk/issues/1: The time for issue 1, “Robots learn to pack” is over, and it is not approved yet. It is assigned to you; this is the only reminder.`,
    ]);
  });

  test("is mailed again for another time, and not for one that had passed when it was given", async () => {
    await put(article, hour);
    context.later(2 * hour);
    await remindDue(context);
    await put(article, hour);
    context.later(2 * hour);
    await remindDue(context);
    expect(await reminders()).toHaveLength(2);
    await put(article, -hour);
    await remindDue(context);
    expect(await reminders()).toHaveLength(2);
  });

  test("is not mailed for what is done, nor to who is shut out", async () => {
    await put(article, hour);
    await put(issue, hour);
    expect(await approveIssue(context, 1, "Ruth")).toEqual({ approved: true });
    await setPublished(context, article.subject, true, "Ines");
    context.later(2 * hour);
    await remindDue(context);
    const other: Piece = { kind: "article", subject: (await anArticle(context)).id };
    await put(other, hour);
    await setDisabled(context, tom.id, true);
    context.later(2 * hour);
    await remindDue(context);
    expect(await reminders()).toEqual([]);
  });

  test("of an issue is not mailed to who became a writer meanwhile; of an article it is", async () => {
    await put(article, hour);
    await put(issue, hour);
    await setRole(context, tom.id, "writer", "Ruth");
    context.later(hour);
    await remindDue(context);
    expect(await reminders()).toEqual([expect.stringContaining(`/desk/articles/${article.subject}`)]);
  });
});
