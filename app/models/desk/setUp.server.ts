import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { briefingSchema, getBriefing, toRow, type BriefingInput } from "#app/models/briefing.server.ts";
import { oneLine } from "#app/models/fields.server.ts";
import { createList } from "#app/models/readers/lists.server.ts";
import {
  hasNoEditors,
  insertEditor,
  prepareEditor,
  signInAddress,
  siteNames,
  type EditorFault,
} from "./editors.server.ts";
import { passwordSchema } from "./passwords.server.ts";
import type { Editor } from "./roles.server.ts";
import { forgetSetUpCodes } from "./setUpCodes.server.ts";

/** The form of the first visit when a script has created the briefing: only its owner is missing. */
export const ownerSchema = z.object({
  ownerName: oneLine("Enter your name.", 80),
  email: signInAddress,
  password: passwordSchema,
});

/** The form of the first visit: the owner and the briefing. */
export const setUpSchema = z.object({ ...briefingSchema.shape, ...ownerSchema.shape });

type Owner = z.infer<typeof ownerSchema>;
type SetUpFault = EditorFault | { error: "already-set-up" };

/** Creates the first owner and, unless they exist, the briefing and its list; all of it or nothing. */
export async function setUp(
  context: Context,
  owner: Owner,
  briefing: BriefingInput | null,
): Promise<{ editor: Editor } | SetUpFault> {
  const { ownerName, email, password } = owner;
  const names = [briefing?.name ?? "", ...(await siteNames(context))];
  const prepared = await prepareEditor({ email, password, name: ownerName, role: "owner" }, names);
  if ("error" in prepared) return prepared;
  return inTransaction(context, async (context) => {
    // Two simultaneous set-ups wait for the briefing's row; the second then finds an editor.
    const set = briefing && (await setUpBriefing(context, briefing));
    if (set && "error" in set) return set;
    await context.db.updateTable("briefing").set({ updated_at: context.clock() }).execute();
    if (!(await getBriefing(context)) || !(await hasNoEditors(context))) return { error: "already-set-up" };
    const made = await insertEditor(context, prepared);
    if ("error" in made) return made;
    await forgetSetUpCodes(context);
    await logAction(
      { ...context, editorId: made.editor.id },
      made.editor.name,
      "set-up",
      `editor ${made.editor.id}, owner`,
    );
    return made;
  });
}

/** Creates the briefing and its first list, `weekly`. @returns `already-set-up` when there is a briefing */
export async function setUpBriefing(
  context: Context,
  input: BriefingInput,
): Promise<{ created: true } | { error: "already-set-up" }> {
  return inTransaction(context, async (context) => {
    const now = context.clock();
    const created = await context.db
      .insertInto("briefing")
      .values({
        id: 1,
        ...toRow(input),
        language: input.language ?? "en",
        privacy_policy: null,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!created) return { error: "already-set-up" };
    await createList(context, { slug: "weekly", name: input.name });
    return { created: true };
  });
}
