import type { RequestContext } from "#app/load-context.ts";
import { deskImportPath, deskUploadPath, importsPath } from "#app/models/deskPaths.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { basisSchema } from "#app/models/readers/import/import.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import { bringFile } from "#app/models/readers/uploads/bringing.server.ts";
import { settingsFrom } from "#app/models/readers/uploads/settingsForm.server.ts";
import { startUpload } from "#app/models/readers/uploads/starting.server.ts";
import { throwAway } from "#app/models/readers/uploads/store.server.ts";
import { askCheck, stopCheck, type UploadSettings } from "#app/models/readers/uploads/uploads.server.ts";
import { wordStartFault } from "./wordStartFault.server.ts";

type SettingsFaults = { list?: string; basis?: string };
/** Where an act leads; or why it was not done, with what was typed. */
type Done = { to: string } | { fault: string | null; faults: SettingsFaults; typed: UploadSettings | null };

const refused = (fault: string): Done => ({ fault, faults: {}, typed: null });
const movedOn = refused("Somebody else has just gone on with this file. This is how it stands now.");

type Act = (context: RequestContext, editor: Editor, id: number, form: FormData) => Promise<Done>;

/** The acts of the page, each by the name of its button. */
const acts: Record<string, Act> = {
  read: async (context, _editor, id, form) => {
    const look = await bringFile(context, id, settingsFrom(form));
    return look ? { to: deskUploadPath(id) } : movedOn;
  },
  check: async (context, _editor, id, form) => {
    const typed = settingsFrom(form);
    const look = await bringFile(context, id, typed);
    if (!look) return movedOn;
    const faults = await settingsFaults(context, typed);
    if (Object.keys(faults).length > 0) return { fault: null, faults, typed };
    return (await askCheck(context, id)) ? { to: deskUploadPath(id) } : movedOn;
  },
  stop: async (context, _editor, id) => ((await stopCheck(context, id)) ? { to: deskUploadPath(id) } : movedOn),
  "throw-away": async (context, editor, id) =>
    (await throwAway(context, id, editor.name)) ? { to: importsPath } : movedOn,
  start: async (context, editor, id, form) => {
    const begun = await startUpload(context, id, { actor: editor.name, foreseenAt: Number(form.get("foreseen")) });
    return "error" in begun ? refused(wordStartFault(begun)) : { to: deskImportPath(begun.importId) };
  },
};

export async function actOnFile(context: RequestContext, editor: Editor, id: number, form: FormData): Promise<Done> {
  const intent = String(form.get("intent"));
  const act = Object.hasOwn(acts, intent) ? acts[intent] : undefined;
  return act ? act(context, editor, id, form) : refused("This page and the desk do not match. Load it again.");
}

/** Each import names its list and its basis (C-11). */
async function settingsFaults(context: RequestContext, { listId, basis }: UploadSettings): Promise<SettingsFaults> {
  const lists = await allLists(context);
  const parsed = basisSchema.safeParse(basis);
  return {
    ...(!lists.some(({ id }) => id === listId) && { list: "Choose the list that they join." }),
    ...(!parsed.success && { basis: parsed.error.issues[0]!.message }),
  };
}
