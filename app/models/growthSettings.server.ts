import type { Selectable } from "kysely";
import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import type { BriefingTable } from "#db/schema/site.ts";
import type { GrowthLines } from "#emails/render/issueContent.server.ts";
import { logAction } from "./auditLog.server.ts";

/** Where a reader finds their personal link: nowhere, on their page, or in the footer of each issue too. */
const shareLinks = ["off", "page", "mail"] as const;

/** How the briefing grows. */
export type GrowthSettings = {
  /** Each mail has a line for those to whom it was forwarded. */
  forwardedLine: "on" | "off";
  shareLinks: (typeof shareLinks)[number];
  /** Recommended briefings stand below the archive too. */
  recommendsInArchive: "on" | "off";
};

export const growthSchema = z.object({
  forwardedLine: z.enum(["on", "off"], "Choose whether the line is there."),
  shareLinks: z.enum(shareLinks, "Choose where readers find their link."),
  recommendsInArchive: z.enum(["on", "off"], "Choose where recommendations stand."),
});

const unless: GrowthSettings = { forwardedLine: "on", shareLinks: "off", recommendsInArchive: "off" };

/** Returns the settings; those of a new briefing before it is set up. */
export async function growthSettings({ db }: Context): Promise<GrowthSettings> {
  const row = await db
    .selectFrom("briefing")
    .select(["forwarded_line", "share_links", "recommends_in_archive"])
    .executeTakeFirst();
  return row ? growthOf(row) : unless;
}

type GrowthColumns = Pick<Selectable<BriefingTable>, "forwarded_line" | "share_links" | "recommends_in_archive">;

/** Returns the settings as the briefing’s row has them. */
export function growthOf(row: GrowthColumns): GrowthSettings {
  return {
    forwardedLine: row.forwarded_line,
    shareLinks: row.share_links,
    recommendsInArchive: row.recommends_in_archive,
  };
}

/** Returns the lines of a mail by these settings; undefined for none. */
export function growthLines({ forwardedLine, shareLinks }: GrowthSettings): GrowthLines | undefined {
  const lines = { forwarded: forwardedLine === "on", share: shareLinks === "mail" };
  return lines.forwarded || lines.share ? lines : undefined;
}

/** Saves the settings; issues that were sent stay as they are. */
export async function saveGrowthSettings(context: Context, settings: GrowthSettings, actor: string): Promise<void> {
  await inTransaction(context, async (context) => {
    await context.db
      .updateTable("briefing")
      .set({
        forwarded_line: settings.forwardedLine,
        share_links: settings.shareLinks,
        recommends_in_archive: settings.recommendsInArchive,
        updated_at: context.clock(),
      })
      .execute();
    const { forwardedLine, shareLinks, recommendsInArchive } = settings;
    const said = `forwarded line ${forwardedLine}, personal links ${shareLinks}, recommendations in the archive ${recommendsInArchive}`;
    await logAction(context, actor, "growth-set", said);
  });
}
