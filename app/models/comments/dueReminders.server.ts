import { inTransaction, type Context } from "#app/context.server.ts";
import type { Piece } from "#app/models/assignments.server.ts";
import { tellEditor } from "#app/models/notices.server.ts";
import { pieceNow } from "./pieces.server.ts";
import { peopleWith } from "./telling.server.ts";

/** More at once have to wait for the next second. */
const mostAtOnce = 20;

/**
 * Mails the one on a piece when its due time passes, once: not for an article that is on the site, nor for an issue that
 * is approved or has left. One process of several mails each.
 */
export async function remindDue(context: Context): Promise<void> {
  const now = context.clock();
  const late = await context.db
    .selectFrom("assignments")
    .select(["article_id", "issue_id", "editor_id", "due_at"])
    .where("due_at", "<=", now)
    .where("reminded_at", "is", null)
    .limit(mostAtOnce)
    .execute();
  for (const { article_id, issue_id, editor_id, due_at } of late) {
    const piece: Piece =
      article_id === null ? { kind: "issue", subject: issue_id! } : { kind: "article", subject: article_id };
    await inTransaction(context, async (context) => {
      const taken = await context.db
        .updateTable("assignments")
        .set({ reminded_at: now })
        .where(`${piece.kind}_id` as "article_id", "=", piece.subject)
        .where("editor_id", "=", editor_id)
        .where("due_at", "=", due_at)
        .where("reminded_at", "is", null)
        .returning("editor_id")
        .executeTakeFirst();
      if (taken && (await isOpenStill(context, piece))) await remind(context, piece, editor_id);
    });
  }
}

async function remind(context: Context, piece: Piece, editorId: number): Promise<void> {
  const now = await pieceNow(context, piece);
  // Somebody who is a writer since has no issues, and one who is shut out has nothing.
  if (!now || !(await peopleWith(context, piece)).some(({ id }) => id === editorId)) return;
  const undone = piece.kind === "article" ? "is not on the site yet" : "is not approved yet";
  const text = `The time for ${now.title} is over, and it ${undone}. It is assigned to you; this is the only reminder.`;
  await tellEditor(context, editorId, { kind: "due-passed", text, link: now.path });
}

async function isOpenStill({ db }: Context, { kind, subject }: Piece): Promise<boolean> {
  const query =
    kind === "article"
      ? db.selectFrom("articles").select("id").where("id", "=", subject).where("published_at", "is", null)
      : db.selectFrom("issues").select("id").where("id", "=", subject).where("status", "=", "draft");
  return (await query.executeTakeFirst()) !== undefined;
}
