import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireEditor } from "#app/http/session.server.ts";
import { searchDesk } from "#app/models/issues/deskSearch.server.ts";

/** The articles and issues that have the words of `?q=`, for the palette. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context, "writer");
  // PostgreSQL rejects NUL and halves of signs, and no article has them.
  const words = (new URL(request.url).searchParams.get("q") ?? "").slice(0, 200).toWellFormed().replaceAll("\0", " ");
  return Response.json(await searchDesk(context, editor, words), { headers: { "Cache-Control": "no-store" } });
}
