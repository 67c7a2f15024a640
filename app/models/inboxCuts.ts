/** A mail's line in an inbox, as its program shows it; `rest`: characters of each part that nobody sees. */
export type InboxCut = { from: string; subject: string; preview: string; rest: { subject: number; preview: number } };

/** `line`: characters that subject and preview share; `previewLines`: lines over which the preview runs. */
type InboxLimits = { from: number; subject: number; preview: number; line?: number; previewLines: 1 | 2 };

export type InboxProgram = "gmail" | "apple" | "outlook";
export type InboxDevice = "phone" | "desktop";

/**
 * Characters that inboxes show with their usual settings; letters differ in width, so that a few more or less fit.
 * Subjects: typecount.com/blog/email-subject-line-length and lettercounter.org/blog/email-subject-line-length-guide,
 * Apple Mail on the phone as emailtooltester.com measured it (48, and 99 of the preheader, on an iPhone 14). Previews:
 * themarketer.com/resources/knowledge-base/how-long-should-your-preview-texts-be, Gmail on the phone by
 * knowledge.acellemail.com (40–70), of which one line holds the lower. Gmail's desktop line holds 97 of the preview
 * beside a usual subject; a longer one pushes it out (rocktheinbox.com, module 7). Senders: nobody publishes measures;
 * these are what the width leaves beside the time, and 20 in Gmail's column.
 */
export const inboxLimits: Record<InboxProgram, Record<InboxDevice, InboxLimits>> = {
  gmail: {
    phone: { from: 28, subject: 37, preview: 40, previewLines: 1 },
    desktop: { from: 20, subject: 70, preview: 97, line: 140, previewLines: 1 },
  },
  apple: {
    phone: { from: 28, subject: 48, preview: 99, previewLines: 2 },
    desktop: { from: 32, subject: 64, preview: 140, previewLines: 2 },
  },
  outlook: {
    phone: { from: 28, subject: 38, preview: 55, previewLines: 2 },
    desktop: { from: 32, subject: 60, preview: 35, previewLines: 1 },
  },
};

/** Cuts a mail's line as a program does: at a character, with an ellipsis; a part that fits stays as it is. */
export function inboxCut(mail: { from: string; subject: string; preview: string }, limits: InboxLimits): InboxCut {
  const subject = cut(mail.subject, limits.subject);
  const room = limits.line === undefined ? limits.preview : Math.min(limits.preview, limits.line - subject.width);
  const preview = cut(mail.preview, Math.max(0, room));
  return {
    from: cut(mail.from, limits.from).shown,
    subject: subject.shown,
    preview: preview.shown,
    rest: { subject: subject.rest, preview: preview.rest },
  };
}

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** East Asian letters and pictures take the room of two. */
const wide =
  /^[\p{Extended_Pictographic}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/u;

function cut(text: string, room: number): { shown: string; width: number; rest: number } {
  const signs = Array.from(characters.segment(text), ({ segment }) => segment);
  let [width, kept] = [0, 0];
  for (const sign of signs) {
    const next = width + (wide.test(sign) ? 2 : 1);
    if (next > room) break;
    [width, kept] = [next, kept + 1];
  }
  if (kept === signs.length) return { shown: text, width, rest: 0 };
  const shown = signs.slice(0, kept).join("").trimEnd();
  return { shown: shown && `${shown}…`, width, rest: signs.length - kept };
}
