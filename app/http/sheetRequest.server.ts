import { z } from "zod";
import type { RequestContext } from "#app/load-context.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { sheetTabSchema } from "#app/models/sheetTabs.server.ts";
import { databaseOutage } from "#app/context.server.ts";
import type { Role } from "#db/schema/desk.ts";
import { postedJson } from "./params.server.ts";
import { currentEditor } from "./session.server.ts";

/** `as`: the id of the editor who opened the page; `version`: the one that the page opened, 0 for a new sheet. */
const envelope = sheetTabSchema.extend({
  intent: z.string().max(20),
  version: z.number().int().min(0).max(2_147_483_647),
  as: z.number().int().positive(),
  draft: z.unknown().optional(),
});

/** `draft` is unchecked. */
type SheetRequest = z.infer<typeof envelope> & { editor: Editor };

/**
 * Answers a page that saves its sheet: always JSON with a status, never a redirect, so that the page can say why and try
 * again.
 * @param role the least role that is allowed
 * @param answer saves; its answer is sent as it is
 */
export async function answerSheet(
  request: Request,
  context: RequestContext,
  role: Role,
  answer: (asked: SheetRequest) => Promise<Response>,
): Promise<Response> {
  const parsed = envelope.safeParse(await postedJson(request));
  if (!parsed.success)
    return Response.json({ error: "unreadable", said: "This page and the desk do not match." }, { status: 400 });
  try {
    const editor = await currentEditor(request, context);
    if (!editor) return Response.json({ error: "signed-out" }, { status: 401 });
    // Somebody else signed in in this browser: the words would be saved under another name.
    if (editor.id !== parsed.data.as)
      return Response.json({ error: "other-editor", id: editor.id, name: editor.name }, { status: 403 });
    context.editorId = editor.id;
    if (!mayActAs(editor.role, role))
      return Response.json({ error: "unreadable", said: "Your role does not save this any more." }, { status: 403 });
    return await answer({ ...parsed.data, editor });
  } catch (error) {
    if (databaseOutage(error) !== "full") throw error;
    context.log.error({ error }, "the database's disk is full: a sheet was not saved");
    return Response.json({ error: "full" }, { status: 507 });
  }
}
