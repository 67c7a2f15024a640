import { z } from "zod";
import { logAction } from "#app/models/auditLog.server.ts";
import type { Context } from "#app/context.server.ts";
import { createEditor, editorSchema, roleSchema, setRole } from "#app/models/desk/editors.server.ts";
import { wordEditorFault, wordRoleFault } from "#app/models/desk/faultWords.server.ts";
import { command, CommandFault } from "./command.ts";
import { accountAt } from "./frame/asEditor.ts";
import { checked } from "./frame/checked.ts";
import { operator } from "./frame/operator.ts";
import type { Print } from "./frame/task.ts";
import { readPassword } from "./frame/terminal.ts";

await command({
  name: "create-editor",
  about:
    "Makes an account for the desk. The password comes on standard input; on a terminal it is asked for. With --change it changes the role of an account.",
  options: {
    email: { value: "ADDRESS", needed: true, help: "what they sign in with" },
    name: { value: "NAME", help: "what the desk calls them" },
    role: {
      value: "ROLE",
      help: "writer (own articles), editor (all of them, and issues), operator (sends, too) or owner (may do all); editor when left out",
    },
    change: { help: "changes the role of the account with this address to --role, at once" },
  },
  async run({ context, options, print }) {
    const { email, name, role, change } = options;
    if (change) return changeRole(context, email, role, print);
    checked(editorSchema.omit({ password: true }), { email, name, role });
    const input = checked(editorSchema, { email, name, role, password: await readPassword() }, "", CommandFault);
    const made = await createEditor(context, input);
    if ("error" in made) throw new CommandFault(wordEditorFault(made));
    await logAction(context, operator(), "editor-added", `editor ${made.editor.id}, ${made.editor.role}`);
    print(`${made.editor.name} (${made.editor.role}) can sign in at ${context.config.appUrl}/desk`, made.editor);
  },
});

async function changeRole(context: Context, email: string, typed: string | undefined, print: Print): Promise<void> {
  const { role } = checked(z.object({ role: roleSchema }), { role: typed });
  const editor = await accountAt(context, email);
  const changed = await setRole(context, editor.id, role, operator());
  if ("error" in changed) throw new CommandFault(wordRoleFault(changed));
  print(`${editor.name} is ${role} from now on.`, { ...editor, role, was: changed.was });
}
