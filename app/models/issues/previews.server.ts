import type { Context } from "#app/context.server.ts";
import { editionByNumber, editionContent, publicCopy } from "./editions.server.ts";
import { isOpen, type Issue } from "./issues.server.ts";
import { renderIssue, sampleCopy } from "./rendering.server.ts";

/** An issue's mail as a reader gets it; `frozen`: it was sent so. */
type Preview = {
  number: number;
  status: Issue["status"];
  fromName: string;
  subject: string;
  preheader: string;
  html: string;
  text: string;
  frozen: boolean;
};

/**
 * Returns the mail of an issue: rendered now for a draft, else as sent.
 * @param email of the reader whose copy it is
 */
export async function previewOf(context: Context, number: number, email: string): Promise<Preview | undefined> {
  const edition = await editionByNumber(context, number);
  if (edition) {
    const { subject, preheader, from_name: fromName } = edition;
    return { number, status: "sent", fromName, subject, preheader, ...publicCopy(context, edition), frozen: true };
  }
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed || !isOpen(rehearsed.issue)) return undefined;
  const { subject, preheader, status } = rehearsed.issue;
  const { fromName } = rehearsed.briefing;
  return { number, status, fromName, subject, preheader, ...sampleCopy(context, rehearsed, email), frozen: false };
}

/** Forces the light or dark colour scheme of a mail, whatever the screen's; its links open in new tabs. */
export function inScheme(html: string, scheme: "light" | "dark"): string {
  return html
    .replace(/@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g, scheme === "dark" ? "@media all" : "@media not all")
    .replace(/color-scheme:\s*light dark/g, `color-scheme:${scheme}`)
    .replace(/(<meta name="color-scheme" content=")[^"]*"/g, `$1${scheme}"`)
    .replace(/<head>/, '<head><base target="_blank">');
}

/** Returns the data of the issue page; for a draft, as if it were sent now, without a hash. */
export async function browserPage(context: Context, number: number) {
  const edition = await editionByNumber(context, number);
  if (edition) return { content: editionContent(edition), frozenAt: edition.frozen_at, sha256: edition.sha256 };
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) return undefined;
  const { content } = rehearsed;
  return { content, frozenAt: content.date, sha256: null };
}
