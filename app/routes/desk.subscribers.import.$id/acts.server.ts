import type { RequestContext } from "#app/load-context.ts";
import { wording } from "#app/models/faults.ts";
import { deskImportPath } from "#app/models/deskPaths.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { askUndo, type UndoFault } from "#app/models/readers/import/undoing.server.ts";
import { cancelUpload, goOnWithUpload } from "#app/models/readers/uploads/starting.server.ts";

/** Words why an import is not undone. */
const wordUndoFault = wording<UndoFault>({
  "no-such-import": () => "There is no such import.",
  "import-running": () => "It runs still. Cancel it first.",
  "already-undone": () => "It is undone already.",
  "too-late": () => "Its 30 days are over.",
});

type Done = { to: string } | { fault: string };

/** The acts of the page, each by the name of its button; each returns why it was not done, or null. */
const acts: Record<string, (context: RequestContext, editor: Editor, id: number) => Promise<string | null>> = {
  cancel: async (context, editor, id) =>
    (await cancelUpload(context, id, editor.name)) ? null : "It does not run any more.",
  undo: async (context, editor, id) => {
    const asked = await askUndo(context, id, editor.name);
    return "error" in asked ? wordUndoFault(asked) : null;
  },
  resume: async (context, editor, id) =>
    (await goOnWithUpload(context, id, editor.name))
      ? null
      : "It cannot go on: its file is not kept any more, or it goes on already.",
};

export async function actOnImport(context: RequestContext, editor: Editor, id: number, form: FormData): Promise<Done> {
  const intent = String(form.get("intent"));
  const act = Object.hasOwn(acts, intent) ? acts[intent] : undefined;
  const fault = act ? await act(context, editor, id) : "This page and the desk do not match. Load it again.";
  return fault === null ? { to: deskImportPath(id) } : { fault };
}
