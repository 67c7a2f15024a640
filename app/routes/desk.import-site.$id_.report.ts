import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { siteMoveReport } from "#app/models/moving/desk/siteMoves.server.ts";

/** Answers with the fate of each file of an export, as a text file. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const id = numberFromPath(params.id);
  const report = orNotFound(await siteMoveReport(context, id));
  return new Response(`${report}\n`, {
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Disposition": `attachment; filename="site-import-${id}.txt"`,
    },
  });
}
