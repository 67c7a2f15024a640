import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { drawnAgain } from "#app/models/conversations/attachments.server.ts";
import { fileOfMessage } from "#app/models/conversations/conversation.server.ts";

/** Responds with a picture of a message, drawn again: no byte of the file that came reaches the browser. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const [id, message] = [numberFromPath(params.id), numberFromPath(params.message)];
  const n = /^\d{1,3}$/.test(params.n ?? "") ? Number(params.n) : -1;
  const { bytes } = orNotFound(await fileOfMessage(context, id, message, n));
  const picture = orNotFound(await drawnAgain(context, bytes));
  return new Response(new Uint8Array(picture.bytes), {
    headers: {
      "Content-Type": picture.contentType,
      "Content-Security-Policy": "sandbox; default-src 'none'",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
