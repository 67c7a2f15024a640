import { momentIn } from "#app/i18n/dates.ts";
import type { IssuePoll } from "#app/models/sections.ts";
import { answerPath } from "#app/models/sitePaths.ts";
import { apartInText, turned } from "./direction.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, safeLink, singleLine, type MarkupPiece } from "./markup.server.ts";
import { ink, serif, small } from "./styles.server.ts";
import { prefix, wrap } from "./wrap.server.ts";

/**
 * A question whether something was useful. `n`: its number in the issue; left out where nothing is asked. `about`: the headline
 * of its piece, or the subject of its issue.
 */
type Useful = { n: number | undefined; of: "piece" | "issue"; about: string; answersUrl: string };

/** One line with two links; a page with a button is behind each (H-08). Each link says by itself what it is about (E-14). */
export function usefulMarkup({ n, of, about, answersUrl }: Useful, language: MailLanguage): MarkupPiece {
  if (n === undefined) return null;
  const [asks, yes, no] = wordsOf(of, language);
  const line = of === "piece" ? "16px 0 0" : "36px 0 0";
  return markup`<p class="quiet" style="margin:${line};${small}">${asks} ${answer(answersUrl, [n, 1], yes, about)} ${answer(answersUrl, [n, 2], no, about)}</p>\n`;
}

/** The same in plain text, each link on a line of its own. */
export function usefulText({ n, of, answersUrl }: Omit<Useful, "about">, language: MailLanguage): string {
  if (n === undefined) return "";
  const [asks, yes, no] = wordsOf(of, language);
  return `${asks}\n- ${yes}: ${answersUrl}${answerPath(n, 1)}\n- ${no}: ${answersUrl}${answerPath(n, 2)}`;
}

function wordsOf(of: Useful["of"], { words }: MailLanguage): [string, string, string] {
  return [of === "piece" ? words("ask.useful") : words("ask.usefulIssue"), words("ask.yes"), words("ask.no")];
}

/** A link, tall enough for a thumb. */
function answer(answersUrl: string, [n, choice]: [number, number], words: string, about: string): Markup {
  const href = safeLink(answersUrl + answerPath(n, choice)) ?? "";
  return markup`<a href="${href}" aria-label="${words}: ${singleLine(about)}" style="display:inline-block;padding:8px 10px;color:${ink.accent}">${words}</a>`;
}

type PollPlace = { answersUrl: string; timeZone: string };

/** A poll: its question, and each answer as a link of its own, tall enough for a thumb. */
export function pollMarkup(
  poll: IssuePoll,
  language: MailLanguage,
  { answersUrl, level, timeZone }: PollPlace & { level: 2 | 3 },
): Markup {
  const { question, answers, asks = 0 } = poll;
  const tag = new Markup(`h${level}`);
  const asked = turned(question, language);
  const links = answers.map((answer, i) => {
    const { dir, style } = turned(answer, language);
    const href = safeLink(answersUrl + answerPath(asks, i + 1)) ?? "";
    return markup`<a href="${href}"${dir} style="display:block;margin:0 0 8px;${style}padding:10px 14px;border:1px solid ${ink.hairline};color:${ink.accent}">${singleLine(answer)}</a>\n`;
  });
  return markup`<${tag} class="serif"${asked.dir} style="margin:0 0 12px;${asked.style}${serif};font-size:20px;line-height:1.3;font-weight:700">${singleLine(question)}</${tag}>
${links}<p class="quiet" style="margin:0;${small}">${untilWords(poll, language, timeZone)}</p>\n`;
}

/** The same in plain text. */
export function pollText(poll: IssuePoll, language: MailLanguage, { answersUrl, timeZone }: PollPlace): string {
  const { question, answers, asks = 0 } = poll;
  const lines = answers.map((answer, i) => {
    const words = prefix(wrap(`${apartInText(answer, language)}:`), "- ", "  ");
    return `${words}\n  ${answersUrl}${answerPath(asks, i + 1)}`;
  });
  return [wrap(singleLine(question)), lines.join("\n"), wrap(untilWords(poll, language, timeZone))].join("\n\n");
}

function untilWords({ closesAt = 0 }: IssuePoll, { words, tag }: MailLanguage, timeZone: string): string {
  return words("ask.until", { day: momentIn(tag, closesAt, timeZone) });
}
