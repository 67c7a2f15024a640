import { causeOf, type Cause } from "#emails/smtp/causes/causes.server.ts";
import type { ProseBounce } from "./prose.server.ts";

/** Sentences that programs write into every bounce; they tell no reason. */
const boilerplate = [
  /this is (?:a|an) (?:permanent|automatic\w*|fatal|temporary)[^.\n]{0,80}(?:error|generated|message)[^.\n]{0,80}\.?/gi,
  /(?:giv(?:en|ing) up|sorry it didn't work out)[.,;]?/gi,
  /(?:for (?:further|more) (?:information|assistance|help)|please (?:contact|forward|include|check|see|do not|try|direct|send mail|reply)|if you (?:do so|feel|believe|think|have|need|wish|want)|you (?:may|can|do not|don't|should)|contact (?:your|the)|note:|no action)[^.\n]{0,300}/gi,
  /(?:a message that you sent|the message that you sent|your message|your mail|i'm sorry|i'm afraid|we're sorry|sorry to)[^.\n]{0,160}(?:could not|couldn't|wasn't able|cannot|was not|were not|can't|had)[^.\n]{0,160}(?:deliver\w*|sent|reach\w*|address\w*|recipient\w*)?[.:]?/gi,
  /(?:the )?following (?:address|recipient)(?:\(?e?s\)?)?(?: (?:ha[sd]|have|fail\w*|can(?:not)?|could|be|reached|are|is|affected|permanent|fatal|errors|problems|delivery|not))*\s*:/gi,
  /(?:delivery (?:to|has|of)|undeliverable|permanent(?:ly)? (?:fatal )?(?:errors?|fail\w*)|transcript of session|delivery status notification)[^\n]{0,60}/gi,
  /^\W*(?:subject|to|from|date|sent|cc|message-id|received|reporting-mta|arrival-date|x-[\w-]+|return-path|content-[\w-]+|mime-version|reply-to|the original message was received)\b[:\s].{0,300}$/gim,
];

/** Lines that carry a server's answer, or a label for it. */
const answer =
  /(?:^|[\s:;("'<[#])[45]\d\d[\s:;,.-]|\b[45]\.\d{1,3}\.\d{1,3}\b|\bsaid:|reason\s*:|diagnostic|error\s*:|because|<<< |server (?:returned|replied|responded|response|said|message)|responded|the response|remote host said|grund\s*:|raison\s*:|motivo\s*:|motif\s*:|причина|code\s*:/i;

/**
 * The reason that a bounce in prose gives: the lines with a server's answer first, then all words without those that
 * stand in every bounce. Null when no words tell a reason.
 * @param forGood false when something else says that the failure may pass
 */
export function reasonIn({ lines, words }: ProseBounce, forGood?: boolean): (Cause & { line: string | null }) | null {
  const answers = answersIn(lines);
  let doubtful: (Cause & { line: string | null }) | null = null;
  for (const line of answers) {
    const cause = causeOf(line, [], forGood);
    if (cause && cause.confidence !== "guess") return { ...cause, line };
    if (cause && !doubtful) doubtful = { ...cause, line };
  }
  const plain = boilerplate.reduce((text, sentence) => text.replace(sentence, " "), words.slice(0, 4_000));
  for (const line of paragraphs(plain)) {
    const cause = causeOf(line, [], forGood);
    if (cause && cause.confidence !== "guess") return doubtful ?? { ...cause, confidence: "likely", line };
  }
  return doubtful;
}

/** Answers with the lines that continue them, at most 20. */
function answersIn(lines: string[]): string[] {
  const found: string[] = [];
  for (const [place, line] of lines.slice(0, 400).entries()) {
    if (!answer.test(line)) continue;
    const after = lines.slice(place + 1, place + 6).filter((next) => !/^\s*(?:>>>|-->)/.test(next));
    found.push(
      [line, ...after]
        .map((one) => one.trim())
        .join(" ")
        .slice(0, 1_500),
    );
    if (found.length >= 20) break;
  }
  return found.sort((one, other) => weight(other) - weight(one));
}

/** An enhanced code of class 5 says most, a bare word least. */
function weight(line: string): number {
  if (/\b5\.[1-7]\.\d/.test(line)) return 3;
  if (/\b5\d\d[ -]/.test(line)) return 2;
  return /[45]\d\d|[45]\.\d/.test(line) ? 1 : 0;
}

function paragraphs(text: string): string[] {
  const blocks = text.split(/\n\s*\n/).map((block) => block.replace(/\s+/g, " ").trim());
  return [...blocks.filter((block) => block.length > 4), text.replace(/\s+/g, " ")].slice(0, 40);
}
