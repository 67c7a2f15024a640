import { data, redirect } from "@remix-run/node";
import { numberFromForm } from "#app/http/params.server.ts";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { oneLine } from "#app/models/fields.server.ts";
import { deletedTemplate, deleteTemplate, restoreTemplate, saveTemplate } from "#app/models/issues/templates.server.ts";
import { listById } from "#app/models/readers/lists.server.ts";

/** The answer to a form about templates. @returns where it leads, or why nothing was kept, in a sentence */
type Act = (context: Context, by: string, form: FormData) => Promise<Response | ReturnType<typeof refused>>;

const templatesPath = "/desk/issues#templates";

/** Everything that is done with templates, by the name of its button. */
export const templateActs: Record<string, Act> = {
  "keep-template": keep,
  "delete-template": async (context, by, form) => {
    const id = numberFromForm(form, "template");
    if ((await deleteTemplate(context, id)) === null) return redirect(templatesPath);
    await logAction(context, by, "template-deleted", `template ${id}`);
    return redirect(`/desk/issues?deleted=${id}#templates`);
  },
  "restore-template": async (context, by, form) => {
    const id = numberFromForm(form, "template");
    if ((await restoreTemplate(context, id)) !== null)
      await logAction(context, by, "template-restored", `template ${id}`);
    return redirect(templatesPath);
  },
};

async function keep(context: Context, by: string, form: FormData) {
  const name = oneLine("Give it a name.", 80).safeParse(form.get("name") ?? "");
  if (!name.success) return refused(name.error.issues[0]!.message);
  const number = numberFromForm(form, "number");
  const listId = numberFromForm(form, "list") || null;
  if (listId !== null && !(await listById(context, listId))) return refused("That list is no longer there.");
  const id = await saveTemplate(context, by, number, { name: name.data, listId });
  if (id === null) return refused("This issue is no longer there.");
  await logAction(context, by, "template-kept", `issue ${number} as template ${id}: ${name.data}`);
  return redirect(templatesPath);
}

function refused(fault: string) {
  return data({ fault }, 400);
}

/** Returns the template that was deleted just now, by the address of the page: it can be brought back there. */
export async function deletedJustNow(context: Context, request: Request): Promise<{ id: number; name: string } | null> {
  const id = Number(/^[1-9]\d{0,8}$/.exec(new URL(request.url).searchParams.get("deleted") ?? "")?.[0] ?? 0);
  const name = id > 0 ? await deletedTemplate(context, id) : null;
  return name === null ? null : { id, name };
}
