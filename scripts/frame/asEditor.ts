import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { editorAt } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { CommandFault } from "./faults.ts";
import { operator } from "./operator.ts";

/** The option of scripts that approve and send. */
export const asOption = {
  value: "ADDRESS",
  help: "the operator's account that approves it, where four eyes are asked for",
} as const;

/**
 * Lets a script act for an account of the desk, which the log then names beside the script's user.
 * @returns the context and the actor; the script's own without an address
 */
export async function actingAs(
  context: Context,
  address: string | undefined,
): Promise<{ context: Context; actor: string }> {
  if (address === undefined) return { context, actor: operator() };
  const editor = await accountAt(context, address);
  if (!mayActAs(editor.role, "operator"))
    throw new CommandFault(`${editor.name} is ${editor.role}, and approves nothing.`);
  return { context: { ...context, editorId: editor.id }, actor: `${editor.name}, by ${operator()}` };
}

/** Returns the account of the desk with an address. */
export async function accountAt(context: Context, address: string): Promise<Editor> {
  const parsed = parseAddress(address);
  const editor = "error" in parsed ? undefined : await editorAt(context, parsed.key);
  if (!editor) throw new CommandFault(`There is no account with the address ${address}.`);
  return editor;
}
