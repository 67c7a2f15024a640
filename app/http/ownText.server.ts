import type { SubmissionResult } from "@conform-to/react";
import type { z } from "zod";
import type { RequestContext } from "#app/load-context.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { postedForm } from "./params.server.ts";
import { parseForm } from "./parseForm.server.ts";
import { requireEditor } from "./session.server.ts";

type OwnText<S extends z.ZodType> = {
  schema: S;
  /** Its name in the audit log. */
  name: string;
  /** Stores a text; null restores the generated one. */
  save(text: z.output<S> | null): Promise<void>;
};

/**
 * Saves an owner's text for a page of the site, or restores the generated one.
 * @returns the errors when the text was refused
 */
export async function saveOwnText<S extends z.ZodType>(
  request: Request,
  context: RequestContext,
  { schema, name, save }: OwnText<S>,
): Promise<{ reply: SubmissionResult<string[]> | undefined }> {
  const editor = await requireEditor(request, context, "owner");
  const form = await postedForm(request);
  if (form.get("intent") === "generated") await save(null);
  else {
    const parsed = parseForm(schema, form);
    if ("reply" in parsed) return { reply: parsed.reply };
    await save(parsed.value);
  }
  await logAction(context, editor.name, "settings-saved", name);
  return { reply: undefined };
}
