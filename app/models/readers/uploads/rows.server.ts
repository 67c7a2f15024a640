import { gunzipSync } from "node:zlib";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { reportHeader } from "#app/models/readers/import/rowReport.server.ts";
import { uploadPieces } from "./store.server.ts";
import type { UploadedFile } from "./uploads.server.ts";

/**
 * Yields every row of a brought file with what became of it, or would, as CSV, in pieces that keep memory flat.
 * @param actor who takes it, for the log
 */
export async function* uploadRowsCsv(
  context: Context,
  { id, importId }: Pick<UploadedFile, "id" | "importId">,
  actor: string,
): AsyncGenerator<string> {
  const what = importId === null ? "what the rows of a list would become" : `the report of import ${importId}`;
  await logAction(context, actor, "export", what);
  yield reportHeader();
  for await (const piece of uploadPieces(context, id, "rows")) yield gunzipSync(piece).toString("utf8");
}
