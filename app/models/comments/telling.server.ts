import type { Context } from "#app/context.server.ts";
import { assignmentsOf, type Piece } from "#app/models/assignments.server.ts";
import { takeBackMails, tellEditor } from "#app/models/notices.server.ts";
import { namedIn, type Colleague } from "./mentions.ts";
import type { PieceNow } from "./pieces.server.ts";

/**
 * Mails a comment to those who are named in it, and to the one who is on the piece. Nobody is mailed twice about one
 * comment, however often it is changed.
 * @param before the text before a change; undefined for a new comment, which alone is told to the one on the piece
 */
export async function tellOfComment(
  context: Context,
  who: Colleague,
  piece: Piece,
  { title, path }: PieceNow,
  { id, text, before }: { id: number; text: string; before?: string },
): Promise<void> {
  const others = (await peopleWith(context, piece)).filter((one) => one.id !== who.id);
  const told = await toldOf(context, id, before === undefined ? [] : namedIn(before, others));
  const words = firstWords(text);
  const tell = async (editor: number, said: string) => {
    if (told.includes(editor)) return;
    told.push(editor);
    await tellEditor(context, editor, {
      kind: "comment",
      text: `${said} ${title}: ${words}`,
      link: `${path}#comments`,
      key: keyOf(id),
    });
  };
  for (const one of namedIn(text, others)) await tell(one.id, `${who.name} named you in a comment on`);
  const assigned = (await assignmentsOf(context, piece.kind, [piece.subject])).get(piece.subject)?.editorId;
  if (before === undefined && others.some((one) => one.id === assigned))
    await tell(assigned!, `${who.name} commented on`);
  const kept = context.db.updateTable("comments").set({ told: JSON.stringify(told) });
  await kept.where("id", "=", id).execute();
}

/** Takes the words of a comment out of what was told of it: a mail that has not gone yet does not go. */
export async function untellOfComment(context: Context, id: number): Promise<void> {
  const waiting = await takeBackMails(context, "comment", keyOf(id));
  if (waiting.length === 0) return;
  const told = (await toldOf(context, id, [])).filter((editor) => !waiting.includes(editor));
  const kept = context.db.updateTable("comments").set({ told: JSON.stringify(told) });
  await kept.where("id", "=", id).execute();
}

const keyOf = (id: number) => `comment ${id}`;

/** Returns the accounts that a comment was mailed to. @param named those named in an old comment, which kept none */
async function toldOf({ db }: Context, id: number, named: Colleague[]): Promise<number[]> {
  const row = await db.selectFrom("comments").select("told").where("id", "=", id).executeTakeFirst();
  return row?.told == null ? named.map((one) => one.id) : (JSON.parse(row.told) as number[]);
}

/** One line of at most 300 characters. */
function firstWords(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const signs = Array.from(line);
  return signs.length <= 300 ? line : `${signs.slice(0, 299).join("")}…`;
}

/** Lists who can open a piece, and so be named at it: not the writers who have nothing to do with it. */
export async function peopleWith(context: Context, { kind, subject }: Piece): Promise<Colleague[]> {
  return context.db
    .selectFrom("editors")
    .select(["id", "name"])
    .where("disabled_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("role", "!=", "writer"),
        ...(kind === "article"
          ? [
              eb("id", "in", eb.selectFrom("articles").select("author_id").where("articles.id", "=", subject)),
              eb("id", "in", eb.selectFrom("assignments").select("editor_id").where("article_id", "=", subject)),
            ]
          : []),
      ]),
    )
    .orderBy("name")
    .orderBy("id")
    .execute();
}
