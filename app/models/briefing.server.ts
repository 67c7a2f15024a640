import type { Selectable } from "kysely";
import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { languageCode, languages } from "#app/i18n/languages.ts";
import type { BriefingTable } from "#db/schema/site.ts";
import { parseAddress } from "./addresses.server.ts";
import { wordAddressFault, wordTimeZoneFault } from "./faultWords.server.ts";
import { growthOf, type GrowthSettings } from "./growthSettings.server.ts";
import { isProviderDomain } from "./mailboxProviders.server.ts";
import { manyLines, oneLine } from "./fields.server.ts";
import { timeZoneFault } from "./timeZones.server.ts";

/** The publication: one an installation. */
export type Briefing = {
  name: string;
  pitch: string;
  fromName: string;
  fromAddress: string;
  replyTo: string | null;
  postalAddress: string;
  timeZone: string;
  language: string;
  /** Whether quotation marks, dashes and ellipses become those of the language as they are typed. */
  typography: "on" | "off";
  /** Whether an issue is approved by somebody else than who wrote last in it. */
  fourEyes: "on" | "off";
  growth: GrowthSettings;
  /** Markdown, or null for the generated text. */
  privacyPolicy: string | null;
  /** Markdown, or null for the generated text. */
  about: string | null;
};

const mailbox = z.string("Enter an email address.").transform((typed, ctx) => {
  const address = parseAddress(typed);
  if ("email" in address) return address.email;
  ctx.addIssue({ code: "custom", message: wordAddressFault(address) });
  return z.NEVER;
});

/** The input of the set-up page, the settings page and `npm run set-up`. */
export const briefingSchema = z.object({
  name: oneLine("Give the briefing a name.", 80),
  pitch: oneLine("Say in a sentence what readers get.", 300),
  fromName: oneLine("Name the sender that readers see in their inbox.", 80),
  fromAddress: mailbox.refine(
    (email) => !isProviderDomain(email),
    "Use an address at your own domain: mail providers refuse bulk mail that claims to come from theirs.",
  ),
  replyTo: mailbox.optional(),
  postalAddress: manyLines(300, "Give a postal address: mail law asks for one in every issue.").refine(
    (text) => text.length >= 8,
    "Give a full postal address: mail law asks for one in every issue.",
  ),
  timeZone: z.string("Choose a time zone.").superRefine((typed, ctx) => {
    const fault = timeZoneFault(typed);
    if (fault) ctx.addIssue(wordTimeZoneFault(fault));
  }),
  language: z
    .string()
    .refine(hasWords, `Choose one of ${Object.keys(languages).join(", ")}; a country may follow, as in en-GB.`)
    .transform((tag) => Intl.getCanonicalLocales(tag)[0]!)
    .optional(),
  typography: z.enum(["on", "off"], "Choose how quotation marks are typed.").optional(),
  fourEyes: z.enum(["on", "off"], "Choose who may approve.").optional(),
});
export type BriefingInput = z.infer<typeof briefingSchema>;

function hasWords(tag: string): boolean {
  const [code = ""] = tag.toLowerCase().split("-");
  return /^[a-z]{2}(-[a-z0-9]{2,8})*$/i.test(tag) && languageCode(tag) === code && isLanguageTag(tag);
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
/** @returns the briefing, or null before it is set up */
export async function getBriefing(context: Context): Promise<Briefing | null> {
  const row = await context.db.selectFrom("briefing").selectAll().executeTakeFirst();
  return row ? toBriefing(row) : null;
}

/** Returns the briefing's time zone, which the desk shows times in; UTC before it is set up. */
export async function timeZoneOf(context: Context): Promise<string> {
  return (await getBriefing(context))?.timeZone ?? "UTC";
}

/** Returns the language of readers' pages and mails; English before the briefing is set up. */
export async function languageOf(context: Context): Promise<string> {
  return (await getBriefing(context))?.language ?? "en";
}

/** Saves the settings. An optional setting that is not given stays; frozen editions stay as they were sent. */
export async function saveBriefing(context: Context, input: BriefingInput): Promise<void> {
  await context.db
    .updateTable("briefing")
    .set({ ...toRow(input), updated_at: context.clock() })
    .execute();
}

/** @param markdown the policy's text, or null for the generated one */
export async function savePrivacyPolicy(context: Context, markdown: string | null): Promise<void> {
  await context.db.updateTable("briefing").set({ privacy_policy: markdown, updated_at: context.clock() }).execute();
}

/** @param markdown the page's text, or null for the generated one */
export async function saveAbout(context: Context, markdown: string | null): Promise<void> {
  await context.db.updateTable("briefing").set({ about: markdown, updated_at: context.clock() }).execute();
}

function toBriefing(row: Selectable<BriefingTable>): Briefing {
  return {
    name: row.name,
    pitch: row.pitch,
    fromName: row.from_name,
    fromAddress: row.from_address,
    replyTo: row.reply_to,
    postalAddress: row.postal_address,
    timeZone: row.time_zone,
    language: row.language,
    typography: row.typography,
    fourEyes: row.four_eyes,
    growth: growthOf(row),
    privacyPolicy: row.privacy_policy,
    about: row.about,
  };
}

export function toRow(input: BriefingInput) {
  return {
    name: input.name,
    pitch: input.pitch,
    from_name: input.fromName,
    from_address: input.fromAddress,
    reply_to: input.replyTo ?? null,
    postal_address: input.postalAddress,
    time_zone: input.timeZone,
    language: input.language,
    typography: input.typography,
    four_eyes: input.fourEyes,
  };
}
