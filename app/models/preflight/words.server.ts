import { numberIn } from "#app/models/issues/subjects.ts";
import type { Found, IssueCheck, PreflightFacts } from "./check.server.ts";
import { demoHeadlines } from "./demoWords.server.ts";
import { mended, type Mend } from "./mends.ts";
import { named } from "./spots.server.ts";
import type { TextPiece } from "./texts.server.ts";
import { shout } from "./wordForms.server.ts";

/** Checks of all words, wherever they stand. */
export const wordChecks = {
  "placeholder-words": inWords("No word is left that was to be replaced.", ({ text }) =>
    matches(text, placeholder).map((words) => ({
      why: `“${words}” was to be replaced by something`,
    })),
  ),
  "unknown-token": inWords("No field of another tool is left, like {{name}}.", ({ text }) =>
    matches(text, token).map((words) => ({
      why: `“${words}” is a field of another tool: readers would see it as it stands`,
    })),
  ),
  "doubled-word": inWords("No word stands twice in a row.", ({ text }) =>
    [...text.matchAll(doubled)].flatMap(([words, first]) =>
      isMeantTwice(words!, first!)
        ? []
        : [{ why: `“${words}” stands twice`, change: { from: words!, to: first!, label: "Take one out" } }],
    ),
  ),
  "unbalanced-quotes": inWords("Quotation marks come in pairs.", (piece, { texts }) => {
    const lone = loneQuote(piece.text);
    return lone && !goesOn(piece, texts) ? [{ why: `A quotation mark (${lone}) has no partner` }] : [];
  }),
  "unbalanced-brackets": inWords("Brackets come in pairs.", ({ text }) => {
    const lone = loneBracket(text);
    return lone ? [{ why: `A bracket (${lone}) has no partner` }] : [];
  }),
  "capital-headline": inWords("No headline is in capitals.", ({ role, text }) =>
    (role === "headline" || role === "heading") && shout(text)
      ? [{ why: `“${text}” is in capitals, which reads as shouting` }]
      : [],
  ),
  "many-marks": inWords("No sentence shouts with marks.", ({ role, text }) =>
    role === "subject"
      ? []
      : matches(text, /\S*[!?]{2,}|[$€£]{3,}/gu).map((words) => ({
          why: `“${words}” looks like an advertisement to filters`,
        })),
  ),
  "demo-words": inWords("No piece of the demo is left.", ({ role, text }, { briefing }) =>
    role === "headline" && !isDemo(briefing.fromAddress) && demoHeadlines.includes(text)
      ? [{ why: "This is a piece of the demo that comes with Pressrun" }]
      : [],
  ),
  "wrong-number": inWords("An issue's number in the subject is its own.", ({ role, text }, { issue: { number } }) => {
    if (role !== "subject" && role !== "preheader") return [];
    const found = numberIn(text);
    return found && found.number !== number
      ? [{ why: `“${found.said}” stands here, and this is issue ${number}` }]
      : [];
  }),
  "style-words": inWords("No word is used that the briefing's style list replaces.", ({ text }, { style }) =>
    style.flatMap(({ word, instead }) =>
      matches(text, wholeWord(word))
        .slice(0, 1)
        .map((words) => ({
          why: instead ? `The style list says “${instead}” for “${words}”` : `The style list does without “${words}”`,
          ...(instead ? { change: { from: words, to: instead, label: `Write “${instead}”` } } : {}),
        })),
    ),
  ),
} satisfies Record<string, IssueCheck>;

type Change = Pick<Mend, "from" | "to" | "label">;

/** @param find what is wrong with one text, a sentence without its end: where it stands is put behind */
export function inWords(
  asks: string,
  find: (piece: TextPiece, facts: PreflightFacts) => { why: string; change?: Change }[],
): IssueCheck {
  return {
    place: "pieces",
    level: "advisory",
    asks,
    find: (facts) =>
      facts.texts.flatMap((piece) =>
        find(piece, facts).map(({ why, change }): Found => {
          const mend = change && mendAt(piece, change, facts);
          return { at: piece.at, why: `${why}${whereOf(piece)}.`, about: piece.text, ...(mend && { mend }) };
        }),
      ),
  };
}

function mendAt({ at: { kind } }: TextPiece, change: Change, { issue }: PreflightFacts): Mend | undefined {
  if (kind !== "subject" && kind !== "preheader" && kind !== "intro" && kind !== "outro") return undefined;
  const mend: Mend = { spot: kind, kind: "words", ...change };
  return Object.keys(mended(issue, mend)).length > 0 ? mend : undefined;
}

function whereOf({ at, role, text }: TextPiece): string {
  if (at.kind === "subject" || at.kind === "preheader") return `, in the ${at.kind}`;
  if (role === "headline") return "";
  const beginning = text.length > 40 ? ` (${text.slice(0, 38).trimEnd().toWellFormed()}…)` : "";
  return `, in ${named(at)}${beginning}`;
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([words]) => words);
}

const placeholder =
  /(?<![\p{L}\p{N}])(?:TODO|FIXME|TBD|TBC|TK(?:TK)*|[Xx]{3,}|[Ll]orem ipsum|dolor sit amet|Blindtext|Platzhalter(?:text)?|placeholder text|texte à venir|texto de relleno|نص تجريبي)(?![\p{L}\p{N}])|\?{3,}/gu;

const token =
  /\{\{[^{}\n]{0,60}\}\}|\{%[^%\n]{0,60}%\}|\*\|[\w:]{1,40}\|\*|%%?[A-Z][A-Z_]{2,30}%%?|\[\[\w[^\]\n]{0,40}\]\]|<%=?[^%\n]{0,60}%>|[$#]\{\w{1,40}\}|\[(?:FIRST[ _]?NAME|LAST[ _]?NAME|NAME|EMAIL|DATE|LINK|URL|VORNAME|PRÉNOM|NOMBRE)\]/gu;

const doubled = /(?<![\p{L}\p{M}\p{N}'’-])(\p{L}[\p{L}\p{M}]+)[ \u00a0]+\1(?![\p{L}\p{M}\p{N}'’-])/giu;

/** Words that grammar or a name has twice in a row. */
const twice = /^(that|had|nous|vous|die|der|das|dem|den|sie|bora|ha|bye|so|very|long|now|na|no|ja|oui|si)$/i;

function isMeantTwice(words: string, first: string): boolean {
  const second = words.slice(-first.length);
  return twice.test(first) || (/^\p{Lu}/u.test(first) && /^\p{Lu}/u.test(second));
}

/** Returns a mark without its partner, or null. A foot or an inch is none. */
function loneQuote(text: string): string | null {
  const count = (sign: string) => text.split(sign).length - 1;
  const straight = (text.replace(/\d"/g, "").match(/"/g) ?? []).length;
  if (straight % 2 === 1) return '"';
  const [low, left, right] = [count("„"), count("“"), count("”")];
  if (low > 0 ? low !== left + right : left !== right) return low > 0 ? "„" : left > right ? "“" : "”";
  return count("«") !== count("»") ? (count("«") > count("»") ? "«" : "»") : null;
}

/** A quotation that goes on in the next paragraph is opened there once more, and not closed before. */
function goesOn(piece: TextPiece, texts: TextPiece[]): boolean {
  const next = texts[texts.indexOf(piece) + 1];
  return (
    next !== undefined && next.at.kind === piece.at.kind && next.at.id === piece.at.id && /^["“„«»]/.test(next.text)
  );
}

/** Returns a bracket without its partner, or null; the one after a number or letter of a list is none. */
function loneBracket(text: string): string | null {
  const plain = text.replace(/(^|\s)[\p{L}\p{N}]{1,3}\)/gu, "$1").replace(/[:;]-?[()]/g, "");
  for (const [open, close] of ["()", "[]"].map((pair) => [pair[0]!, pair[1]!] as const)) {
    const [opened, closed] = [plain.split(open).length, plain.split(close).length];
    if (opened !== closed) return opened > closed ? open : close;
  }
  return null;
}

function isDemo(fromAddress: string): boolean {
  return fromAddress.endsWith("@robotics-briefing.example");
}

/** Matches a word or several, in any case unless they have capitals, not within another word. */
function wholeWord(words: string): RegExp {
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  return new RegExp(
    `(?<![\\p{L}\\p{M}\\p{N}])${escaped}(?![\\p{L}\\p{M}\\p{N}])`,
    words === words.toLowerCase() ? "giu" : "gu",
  );
}
