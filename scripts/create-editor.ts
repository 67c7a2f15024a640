import { logAction } from "#app/models/auditLog.server.ts";
import { createEditor, editorSchema } from "#app/models/desk/editors.server.ts";
import { wordEditorFault } from "#app/models/desk/faultWords.server.ts";
import { command, CommandFault } from "./command.ts";
import { checked } from "./frame/checked.ts";
import { operator } from "./frame/operator.ts";
import { readPassword } from "./frame/terminal.ts";

await command({
  name: "create-editor",
  about: "Makes an account for the desk. The password comes on standard input; on a terminal it is asked for.",
  options: {
    email: { value: "ADDRESS", needed: true, help: "what they sign in with" },
    name: { value: "NAME", needed: true, help: "what the desk calls them" },
    role: { value: "ROLE", help: "editor (writes), operator (sends, too) or owner (may do all); editor when left out" },
  },
  async run({ context, options, print }) {
    const { email, name, role } = options;
    checked(editorSchema.omit({ password: true }), { email, name, role });
    const input = checked(editorSchema, { email, name, role, password: await readPassword() }, "", CommandFault);
    const made = await createEditor(context, input);
    if ("error" in made) throw new CommandFault(wordEditorFault(made));
    await logAction(context, operator(), "editor-added", `editor ${made.editor.id}, ${made.editor.role}`);
    print(`${made.editor.name} (${made.editor.role}) can sign in at ${context.config.appUrl}/desk`, made.editor);
  },
});
