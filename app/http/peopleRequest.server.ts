import type { RequestContext } from "#app/load-context.ts";
import { assign, unassign, type Piece } from "#app/models/assignments.server.ts";
import { addComment, commentSchema, commentText, resolveThread } from "#app/models/comments/comments.server.ts";
import { wordAssignFault, wordCommentFault, wordOwnCommentFault } from "#app/models/comments/faultWords.server.ts";
import {
  deleteComment,
  editComment,
  restoreComment,
  type OwnCommentFault,
} from "#app/models/comments/ownComments.server.ts";
import { peopleOf } from "#app/models/comments/people.server.ts";
import { pieceNow } from "#app/models/comments/pieces.server.ts";
import { readComments } from "#app/models/comments/threads.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { numberFromForm, orNotFound } from "./params.server.ts";

type Act = (context: RequestContext, editor: Editor, piece: Piece, form: FormData) => Promise<string | null>;

/** The acts at a piece; each returns why it was not done, in words, or null. */
const acts: Record<string, Act> = {
  async comment(context, editor, piece, form) {
    const parsed = commentSchema.safeParse(Object.fromEntries(form));
    if (!parsed.success) return parsed.error.issues[0]!.message;
    const added = await addComment(context, editor, piece, parsed.data);
    return "error" in added ? wordCommentFault(added) : null;
  },
  async edit(context, editor, piece, form) {
    const parsed = commentText.safeParse(form.get("text"));
    if (!parsed.success) return parsed.error.issues[0]!.message;
    const id = numberFromForm(form, "comment");
    return wordsOf(await editComment(context, editor, piece, { id, text: parsed.data }));
  },
  delete: async (context, editor, piece, form) =>
    wordsOf(await deleteComment(context, editor, piece, numberFromForm(form, "comment"))),
  restore: async (context, editor, piece, form) =>
    wordsOf(await restoreComment(context, editor, piece, numberFromForm(form, "comment"))),
  resolve: (context, editor, piece, form) => settle(context, editor, piece, form, true),
  reopen: (context, editor, piece, form) => settle(context, editor, piece, form, false),
  async seen(context, editor, piece, form) {
    await readComments(context, editor.id, piece, numberFromForm(form, "upTo"));
    return null;
  },
  async assign(context, editor, piece, form) {
    if (!mayActAs(editor.role, "editor")) return forEditors;
    const named = orNotFound(await pieceNow(context, piece));
    const due = String(form.get("due") ?? "").slice(0, 40);
    const assigned = await assign(context, editor.name, piece, named, {
      editorId: numberFromForm(form, "editor"),
      due,
    });
    return "error" in assigned ? wordAssignFault(assigned) : null;
  },
  async unassign(context, editor, piece) {
    if (!mayActAs(editor.role, "editor")) return forEditors;
    return (await unassign(context, editor.name, piece)) ? null : "Nobody was on it any more.";
  },
};

const wordsOf = (done: { done: true } | OwnCommentFault) => ("error" in done ? wordOwnCommentFault(done) : null);

const forEditors = "An editor assigns it.";

async function settle(context: RequestContext, editor: Editor, piece: Piece, form: FormData, resolved: boolean) {
  const done = await resolveThread(context, editor, piece, numberFromForm(form, "thread"), resolved);
  return done ? null : "Somebody did that at this moment, or the comment is not there any more.";
}

/**
 * Answers an act at a piece, with the people of the piece as they are then, as JSON.
 * @param editor who may open the piece
 */
export async function answerPeople(
  context: RequestContext,
  editor: Editor,
  piece: Piece,
  form: FormData,
): Promise<Response> {
  const intent = String(form.get("intent"));
  const act = Object.hasOwn(acts, intent) ? acts[intent] : undefined;
  const fault = act ? await act(context, editor, piece, form) : "This page and the desk do not match.";
  const people = await peopleOf(context, editor.id, piece);
  return Response.json({ fault, people }, { status: fault === null ? 200 : 400 });
}
