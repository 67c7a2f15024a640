import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type ActionFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { uploadRowsCsv } from "#app/models/readers/uploads/rows.server.ts";
import { uploadOfImport } from "#app/models/readers/uploads/uploads.server.ts";

/** The report of an import, for operators; a POST, because the export is logged. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  await postedForm(request);
  const id = numberFromPath(params.id);
  const upload = orNotFound(await uploadOfImport(context, id));
  const pieces = uploadRowsCsv(context, upload, editor.name);
  return new Response(createReadableStreamFromReadable(Readable.from(pieces)), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="import-${id}.csv"`,
    },
  });
}
