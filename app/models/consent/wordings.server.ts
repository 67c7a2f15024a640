import { createHash } from "node:crypto";
import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { languageCode, languages, messagesIn, type LanguageCode } from "#app/i18n/messages.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { languageOf } from "#app/models/briefing.server.ts";
import { oneLine } from "#app/models/fields.server.ts";
import { wordingHash } from "./chain.server.ts";
import { lockHead } from "./head.server.ts";

/** Purposes whose wording can be edited at the desk. */
type WordingPurpose = "sign-up";

/** A text that readers agree to. */
export type Wording = {
  /** Null for the built-in text until the first reader agrees to it. */
  id: number | null;
  language: string;
  version: number | null;
  text: string;
  shownFrom: number | null;
  madeBy: string;
};
export type StoredWording = Wording & { id: number };

const ours = "Pressrun";

/** The built-in text in this language, used until an editor writes one. */
function ourText(purpose: WordingPurpose, language: LanguageCode): string {
  const texts: Record<WordingPurpose, string> = { "sign-up": messagesIn(language)("consent.signUp") };
  return texts[purpose];
}

/** Returns the key that a form sends back to name the text it showed. Cached or open pages may show an older text. */
export function wordingKey(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/**
 * Returns the text that readers are shown now.
 * @param language the briefing's when left out
 */
export async function currentWording(context: Context, purpose: WordingPurpose, language?: string): Promise<Wording> {
  const code = languageCode(language ?? (await languageOf(context)));
  const [newest] = await versionsOf(context, purpose, code);
  const text = ourText(purpose, code);
  if (newest && (newest.madeBy !== ours || newest.text === text)) return newest;
  return { id: null, language: code, version: null, text, shownFrom: null, madeBy: ours };
}

/**
 * Returns the wording that a form showed, and stores it if it is not stored yet.
 * @param key what the form sent; for an unknown key the current wording is returned
 */
export async function shownWording(context: Context, purpose: WordingPurpose, key = ""): Promise<StoredWording> {
  const known = await knownWording(context, purpose, key);
  if (known) return known;
  const current = await currentWording(context, purpose);
  if (current.id !== null) return { ...current, id: current.id };
  return keep(context, purpose, current.language, current.text, ours);
}

/** Returns the wording with this key, and stores it if it is not stored yet; null for an unknown key. */
export async function knownWording(
  context: Context,
  purpose: WordingPurpose,
  key: string,
): Promise<StoredWording | null> {
  const language = languageCode(await languageOf(context));
  const stored = (await versionsOf(context, purpose)).filter(({ text }) => wordingKey(text) === key);
  if (stored.length > 0) return stored.find((one) => one.language === language) ?? stored[0]!;
  const codes = [language, ...(Object.keys(languages) as LanguageCode[])];
  const code = codes.find((code) => wordingKey(ourText(purpose, code)) === key);
  return code ? keep(context, purpose, code, ourText(purpose, code), ours) : null;
}

/** Stores a text without versions: a button's label, or the basis of an import. @returns its id */
export async function saidOnce(context: Context, purpose: string, text: string): Promise<number> {
  const known = await context.db
    .selectFrom("wordings")
    .select("id")
    .where("purpose", "=", purpose)
    .where("text", "=", text)
    .where("version", "is", null)
    .orderBy("id")
    .executeTakeFirst();
  return known?.id ?? insert(context, { purpose, language: null, version: null, text, madeBy: ours });
}

/** The desk's form: plain text, in which the name of the privacy policy becomes the link to it. */
export const wordingSchema = z.object({ text: oneLine("Say what readers agree to.", 600) });

/** Returns every version, newest first; of all languages when none is given. */
export async function versionsOf(
  context: Context,
  purpose: WordingPurpose,
  language?: string,
): Promise<StoredWording[]> {
  let query = context.db
    .selectFrom("wordings")
    .select(["id", "language", "version", "text", "shown_from as shownFrom", "made_by as madeBy"])
    .where("purpose", "=", purpose)
    .where("version", "is not", null)
    .orderBy("id", "desc");
  if (language) query = query.where("language", "=", language);
  return (await query.execute()).map((row) => ({ ...row, language: row.language! }));
}

/** Writes a new version in the briefing's language; earlier versions stay unchanged (C-03). */
export async function writeWording(
  context: Context,
  purpose: WordingPurpose,
  text: string,
  actor: string,
): Promise<{ version: number } | { error: "same" }> {
  return inTransaction(context, async (context) => {
    const current = await currentWording(context, purpose);
    if (current.text === text) return { error: "same" };
    const { version } = await keep(context, purpose, current.language, text, actor);
    await logAction(context, actor, "wording-saved", `${purpose} (${current.language}) version ${version}`);
    return { version: version! };
  });
}

/** Adds a version unless it equals the newest. The built-in text is stored here when it is first agreed to. */
function keep(context: Context, purpose: WordingPurpose, language: string, text: string, madeBy: string) {
  return inTransaction(context, async (context) => {
    await lockHead(context);
    const [newest] = await versionsOf(context, purpose, language);
    if (newest && newest.text === text && newest.madeBy === madeBy) return newest;
    const version = (newest?.version ?? 0) + 1;
    const id = await insert(context, { purpose, language, version, text, madeBy });
    return { id, language, version, text, shownFrom: context.clock(), madeBy };
  });
}

type Text = { purpose: string; language: string | null; version: number | null; text: string; madeBy: string };

async function insert(context: Context, { madeBy, ...wording }: Text): Promise<number> {
  const shownFrom = context.clock();
  const hash = wordingHash({ ...wording, shownFrom, madeBy });
  const { id } = await context.db
    .insertInto("wordings")
    .values({ ...wording, hash, shown_from: shownFrom, made_by: madeBy })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}
