import type { ExpressionBuilder } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { beginImport, cancelImport, countsBefore, reopenImport } from "#app/models/readers/import/imports.server.ts";
import { forUpdate } from "#db/client.server.ts";
import type { Schema } from "#db/schema.ts";
import { forgetRows } from "./store.server.ts";
import { uploadById } from "./uploads.server.ts";

/** Why an import is not begun. `checked-again`: the check was another one than the operator saw. */
export type StartFault = { error: "not-checked" | "checked-again" };

/**
 * Begins the import of a checked file, with the list, basis and settings of its check; a sender does it.
 * @param order `foreseenAt`: of the check that the operator saw
 */
export function startUpload(
  context: Context,
  id: number,
  { actor, foreseenAt }: { actor: string; foreseenAt: number },
): Promise<{ importId: number } | StartFault> {
  return inTransaction(context, async (context) => {
    await forUpdate(context.db, context.db.selectFrom("uploads").select("id").where("id", "=", id)).execute();
    const upload = await uploadById(context, id);
    const foreseen = upload?.foreseen;
    if (upload?.stage !== "checked" || !foreseen || foreseen.fault) return { error: "not-checked" };
    if (foreseen.at !== foreseenAt) return { error: "checked-again" };
    const { listId, basis, ...settings } = upload.settings;
    const { id: importId } = await beginImport(context, {
      ...{ listId: listId!, basis, startedBy: actor, via: "desk", files: [upload.name], settings },
      ...{ fingerprint: upload.fingerprint, counts: countsBefore(foreseen.counts.rows) },
    });
    // The rows of the check are not those of the report.
    await forgetRows(context, id);
    await context.db
      .updateTable("uploads")
      .set({ import_id: importId, actor, stage: "importing", done: 0, worker: null })
      .where("id", "=", id)
      .execute();
    return { importId };
  });
}

/** Cancels an import of the desk or of a script, and lets its sender go. @returns false when it does not run */
export function cancelUpload(context: Context, importId: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const cancelled = await cancelImport(context, importId, actor);
    if (cancelled) await endUpload(context, importId);
    return cancelled;
  });
}

async function endUpload(context: Context, importId: number): Promise<void> {
  await context.db
    .updateTable("uploads")
    .set({ stage: "ended", ended_at: context.clock(), worker: null })
    .where("import_id", "=", importId)
    .where("stage", "=", "importing")
    .execute();
}

/** Lets a sender go on with a cancelled import, which runs from then on. @returns false when its file is not kept any more */
export function goOnWithUpload(context: Context, importId: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const row = await context.db
      .updateTable("uploads")
      .set({ stage: "importing", ended_at: null, worker: null, actor })
      .where("import_id", "=", importId)
      .where("stage", "=", "ended")
      .where(({ exists, selectFrom }) => exists(keptFile(selectFrom)))
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom("imports").select("id").whereRef("imports.id", "=", "import_id").where("state", "=", "cancelled"),
        ),
      )
      .returning("id")
      .executeTakeFirst();
    return row !== undefined && (await reopenImport(context, importId, actor));
  });
}

function keptFile(selectFrom: ExpressionBuilder<Schema, "uploads">["selectFrom"]) {
  return selectFrom("upload_parts").select("part").whereRef("upload_id", "=", "uploads.id").where("kind", "=", "file");
}
