import type { Context } from "#app/context.server.ts";
import { namedList, type List, type UnknownList } from "#app/models/readers/lists.server.ts";
import { CommandFault } from "./faults.ts";

/** Returns the list of `--list`. @throws CommandFault */
export async function listOf(context: Context, slug: string): Promise<List> {
  const list = await namedList(context, slug);
  if ("error" in list) throw new CommandFault(wordUnknownList(list));
  return list;
}

/** Says that there is no such list, and which there are. */
export function wordUnknownList({ slug, slugs }: UnknownList): string {
  const others = slugs.length > 0 ? `There are: ${slugs.join(", ")}.` : "Make one with create-list.";
  return `There is no list “${slug}”. ${others}`;
}
