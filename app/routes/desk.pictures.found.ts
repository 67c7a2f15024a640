import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound, pageFromQuery } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { listPictures } from "#app/models/library/pictures.server.ts";

/** The pictures that a dialog offers for `?q=`, a page of them. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "writer");
  const search = (new URL(request.url).searchParams.get("q") ?? "").slice(0, 200);
  const found = orNotFound(await listPictures(context, { search, state: "all", page: pageFromQuery(request) }));
  const { items: pictures, total, pages } = found;
  return Response.json({ pictures, total, pages }, { headers: { "Cache-Control": "no-store" } });
}
