import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { fileOfMessage } from "#app/models/conversations/conversation.server.ts";

/** Responds with a file of a message, for the disk alone: no browser shows it, whatever it says that it is. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const [id, message] = [numberFromPath(params.id), numberFromPath(params.message)];
  const n = /^\d{1,3}$/.test(params.n ?? "") ? Number(params.n) : -1;
  const { name, bytes } = orNotFound(await fileOfMessage(context, id, message, n));
  const ascii = name.replace(/[^ -~]|["\\%]/g, "_");
  return new Response(new Uint8Array(bytes), {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, escaped)}`,
      "Content-Security-Policy": "sandbox; default-src 'none'",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

const escaped = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
