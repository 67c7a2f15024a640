import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { isSameMailbox } from "./threading.server.ts";

/** How replies are dealt with. */
type ReplySettings = {
  /** The newsroom's mailbox, which gets a copy of each; null for none. */
  copyTo: string | null;
  /** How long a conversation is kept after its last message, in days. */
  keptDays: number;
};

/** The choices of how long conversations are kept, in days. */
export const keptChoices = [90, 180, 365, 730, 1825] as const;
const unless: ReplySettings = { copyTo: null, keptDays: 730 };

export const replySettingsSchema = z.object({
  copyTo: z
    .string()
    .optional()
    .transform((typed = "", ctx) => {
      if (typed.trim() === "") return null;
      const address = parseAddress(typed);
      if ("email" in address) return address.email;
      ctx.addIssue({ code: "custom", message: wordAddressFault(address) });
      return z.NEVER;
    }),
  keptDays: z.coerce
    .number()
    .refine((days) => keptChoices.some((choice) => choice === days), "Choose one of these times."),
});

export async function replySettings({ db }: Context): Promise<ReplySettings> {
  const row = await db.selectFrom("reply_settings").selectAll().executeTakeFirst();
  return row ? { copyTo: row.copy_to, keptDays: row.kept_days } : unless;
}

/**
 * Saves the settings. The mailbox of copies is none that readers' replies come back to: that would be a loop.
 * @param own addresses whose mail comes back here
 */
export async function saveReplySettings(
  context: Context,
  actor: string,
  { copyTo, keptDays }: ReplySettings,
  own: string[],
): Promise<{ saved: true } | { error: "loop" }> {
  if (copyTo && own.some((address) => isSameMailbox(copyTo, address))) return { error: "loop" };
  const values = { copy_to: copyTo, kept_days: keptDays };
  await context.db
    .insertInto("reply_settings")
    .values({ id: 1, ...values })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
    .execute();
  await logAction(context, actor, "replies-set", `copies ${copyTo ? "on" : "off"}, kept ${keptDays} days`);
  return { saved: true };
}
