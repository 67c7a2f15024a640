import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { logAsCsv, logAsJson } from "#app/models/desk/auditLogExport.server.ts";

/** The whole log as a file, for operators; a POST, because the export itself is logged. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const format = (await postedForm(request)).get("format") === "json" ? "json" : "csv";
  await logAction(context, editor.name, "export", `the log as ${format.toUpperCase()}`);
  const types = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" };
  const pieces = format === "json" ? logAsJson(context) : logAsCsv(context);
  return new Response(createReadableStreamFromReadable(Readable.from(pieces)), {
    headers: {
      "Content-Type": types[format],
      "Content-Disposition": `attachment; filename="log.${format}"`,
      "Cache-Control": "no-store",
    },
  });
}
