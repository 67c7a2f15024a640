import { countText } from "#app/components/desk/issues/words.ts";

/** Returns a hint about a subject's length. */
export function subjectHint(subject: string): string {
  const length = Array.from(subject).length;
  if (length === 0) return "Phones show the first 40 characters or so.";
  return `${countText(length, "character")}; phones show the first 40 or so.`;
}

/** Returns a hint about a preheader's length (E-20). */
export function preheaderHint(preheader: string): string {
  const length = Array.from(preheader).length;
  if (length === 0) return "The line behind the subject; 40 to 130 characters.";
  const said = `${countText(length, "character")}.`;
  if (length < 40) return `${said} A little short: from 40 on, nothing else fills the line.`;
  if (length > 130) return `${said} Longer than inboxes show: 130 are enough.`;
  return `${said} A good length.`;
}
