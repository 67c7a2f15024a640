import { noSiteAddress } from "#app/components/desk/moving/stageWords.ts";
import type { Context } from "#app/context.server.ts";
import { deskSiteMovePath } from "#app/models/deskPaths.ts";
import { moveSettingsFrom } from "#app/models/moving/desk/settings.server.ts";
import { askTakingBack, lookAgain, removeMove, startMove, stopMove } from "#app/models/moving/desk/siteMoves.server.ts";

/** The page to go to, or why nothing was done, in a sentence. */
type Acted = { to: string } | { fault: string; addressFault: string | null };

const acts: Record<string, (context: Context, id: number, form: FormData, actor: string) => Promise<Acted>> = {
  async look(context, id, form) {
    const { settings, isAddress } = moveSettingsFrom(form);
    if (!isAddress) return { fault: "", addressFault: noSiteAddress };
    return (await lookAgain(context, id, settings)) ? { to: deskSiteMovePath(id) } : busy;
  },
  start: async (context, id, _form, actor) =>
    (await startMove(context, id, actor)) ? { to: deskSiteMovePath(id) } : busy,
  stop: async (context, id, _form, actor) =>
    (await stopMove(context, id, actor)) ? { to: deskSiteMovePath(id) } : { ...busy, fault: "Nothing is being done." },
  undo: async (context, id, _form, actor) =>
    (await askTakingBack(context, id, actor)) ? { to: deskSiteMovePath(id) } : busy,
  remove: async (context, id, _form, actor) =>
    (await removeMove(context, id, actor)) ? { to: "/desk/import-site" } : busy,
};

const busy = { fault: "This cannot be done now: look at what it says below.", addressFault: null };

/** Does what a form of the page asks for. */
export function actOnMove(context: Context, id: number, form: FormData, actor: string): Promise<Acted> {
  const act = acts[String(form.get("intent"))];
  return act ? act(context, id, form, actor) : Promise.resolve(busy);
}
