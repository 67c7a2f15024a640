import type { Context } from "#app/context.server.ts";
import type { MailLook } from "#app/models/mailLooks.ts";
import type { CopyReader } from "./chosenReader.server.ts";
import { editionByNumber, editionContent, publicCopy } from "./editions.server.ts";
import { isOpen, type Issue } from "./issues.server.ts";
import { forcedDark } from "./forcedDark.server.ts";
import { renderIssue, sampleCopy } from "./rendering.server.ts";
import { asWordDraws } from "./wordEngine.server.ts";

/** An issue's mail as a reader gets it; `frozen`: it was sent so. */
type Preview = {
  number: number;
  status: Issue["status"];
  fromName: string;
  /** Of the briefing. */
  language: string;
  subject: string;
  preheader: string;
  html: string;
  text: string;
  frozen: boolean;
};

/**
 * Returns the mail of an issue: rendered now for a draft, else as sent.
 * @param own the editor's address, for a draft's copy of nobody else
 * @param reader whose copy it is, when one was chosen
 */
export async function previewOf(
  context: Context,
  number: number,
  own: string,
  reader: CopyReader | null = null,
): Promise<Preview | undefined> {
  const edition = await editionByNumber(context, number);
  // Nobody got it as a mail from here.
  if (edition?.elsewhere) return undefined;
  if (edition) {
    const { subject, preheader, language, from_name: fromName } = edition;
    const copy = publicCopy(context, edition, reader ?? undefined);
    return { number, status: "sent", fromName, language, subject, preheader, ...copy, frozen: true };
  }
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed || !isOpen(rehearsed.issue)) return undefined;
  const { subject, preheader, status } = rehearsed.issue;
  const { fromName, language } = rehearsed.briefing;
  const copy = sampleCopy(context, rehearsed, reader ?? { name: "", email: own });
  return { number, status, fromName, language, subject, preheader, ...copy, frozen: false };
}

/** Forces the light or dark colour scheme of a mail, whatever the screen's; its links open in new tabs. */
export function inScheme(html: string, scheme: "light" | "dark"): string {
  return html
    .replace(/@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g, scheme === "dark" ? "@media all" : "@media not all")
    .replace(/color-scheme:\s*light dark/g, `color-scheme:${scheme}`)
    .replace(/(<meta name="color-scheme" content=")[^"]*"/g, `$1${scheme}"`)
    .replace(/<head>/, '<head><base target="_blank">');
}

/** Draws a mail as a program does that has no mind to follow it; its links open in new tabs. */
export function inLook(html: string, look: MailLook): string {
  if (look === "light" || look === "dark") return inScheme(html, look);
  return inScheme(look === "word" ? asWordDraws(html).html : forcedDark(html, look), "light");
}

/** Returns the data of the issue page; for a draft, as if it were sent now, without a hash. */
export async function browserPage(context: Context, number: number) {
  const edition = await editionByNumber(context, number);
  if (edition) {
    const { frozen_at: frozenAt, sha256, elsewhere } = edition;
    return { content: editionContent(edition), frozenAt, sha256, elsewhere };
  }
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) return undefined;
  const { content } = rehearsed;
  return { content, frozenAt: content.date, sha256: null, elsewhere: null };
}
