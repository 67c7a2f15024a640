import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { postedJson } from "#app/http/params.server.ts";
import { currentEditor } from "#app/http/session.server.ts";
import { mayWriteArticle } from "#app/models/articles/ownArticles.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { askLock, lockRequest } from "#app/models/sheetLocks.server.ts";

/** Where a page asks every few seconds who writes in its sheet, as JSON. It is no visit: it extends no session. */
export async function action({ request, context }: ActionFunctionArgs) {
  const asked = lockRequest.extend({ as: z.number() }).safeParse(await postedJson(request));
  if (!asked.success) return Response.json({ error: "unreadable" }, { status: 400 });
  const editor = await currentEditor(request, context, false);
  if (!editor) return Response.json({ error: "signed-out" }, { status: 401 });
  if (editor.id !== asked.data.as) return Response.json({ error: "other-editor" }, { status: 403 });
  const [kind, number] = asked.data.sheet.split(" ");
  context.editorId = editor.id;
  const mayAsk = kind === "article" ? await mayWriteArticle(context, Number(number)) : mayActAs(editor.role, "editor");
  if (!mayAsk) return Response.json({ error: "other-editor" }, { status: 403 });
  const answer = await askLock(context, editor.id, asked.data);
  return answer ? Response.json(answer) : Response.json({ error: "gone" }, { status: 404 });
}
