import { z } from "zod";
import { inTransaction, type Context } from "../context.server.ts";
import { note } from "./audit.server.ts";
import { briefingSchema, getBriefing, setUpBriefing, type BriefingInput } from "./briefing.server.ts";
import { hasNoEditors, insertEditor, prepareEditor, signInAddress, siteNames, type Editor } from "./editors.server.ts";
import { passwordSchema } from "./passwords.server.ts";
import { forgetSetUpCodes } from "./setUpCodes.server.ts";
import { oneLine } from "./words.server.ts";

/** The first visit's page, when a script has made the briefing already: only its owner is missing. */
export const ownerSchema = z.object({
  ownerName: oneLine("Enter your name.", 80),
  email: signInAddress,
  password: passwordSchema,
});

/** The first visit's page: the owner and the briefing. */
export const setUpSchema = z.object({ ...briefingSchema.shape, ...ownerSchema.shape });

type Owner = z.infer<typeof ownerSchema>;
type SetUpFault = { error: "already-set-up" | { field: "email" | "password"; message: string } };

/** Makes the first owner and, unless it is there, the briefing with its list: all of it or nothing. */
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
    // The briefing's row is what two set-ups at the same moment wait for: the second finds an editor.
    if (briefing && (await setUpBriefing(context, briefing)).error) return { error: "already-set-up" };
    await context.db.updateTable("briefing").set({ updated_at: context.clock() }).execute();
    if (!(await getBriefing(context)) || !(await hasNoEditors(context))) return { error: "already-set-up" };
    const made = await insertEditor(context, prepared);
    if ("error" in made) return made;
    await forgetSetUpCodes(context);
    await note({ ...context, editorId: made.editor.id }, made.editor.name, "set-up", `editor ${made.editor.id}, owner`);
    return made;
  });
}
