import type { ReplyCategory } from "#app/models/replyCategories.ts";
import type { ReportKind } from "../reports.ts";

/** Parts of a message in which a taught phrase may be looked for. */
type TaughtPlace = "sender" | "subject" | "text";

/** A rule that an operator taught: a phrase, the place where it must stand, and what a message with it means. */
export type TaughtRule = {
  id: number;
  phrase: string;
  place: TaughtPlace;
  kind: ReportKind;
  /** Null for what is no bounce. */
  category: ReplyCategory | null;
};

/** Kinds that a phrase may mean; the others need a proof that no phrase is. */
const teachableKinds: ReportKind[] = ["hard", "soft", "block", "delayed", "auto-reply", "challenge", "reply"];

/** True of kinds that count against the reader. */
export function isAboutReader(kind: ReportKind): boolean {
  return kind === "hard" || kind === "soft";
}

/** The parts of a message in which taught phrases are looked for. */
export type TaughtGround = Record<TaughtPlace, string>;

/** Reasons why a rule cannot be taught. `general`: it would fit nearly every message. */
export type TaughtFault = "short" | "long" | "elsewhere" | "general" | "kind" | "category";

/**
 * Checks a rule before it is kept: its phrase has 8 to 200 characters and stands in the message that it is taught with.
 * Digits, and words that stand in every message, are too general.
 */
export function taughtFault(rule: Omit<TaughtRule, "id">, message: TaughtGround): TaughtFault | null {
  const phrase = plainPhrase(rule.phrase);
  const length = [...phrase].length;
  if (length < 8) return "short";
  if (length > 200) return "long";
  if (!plainPhrase(message[rule.place]).includes(phrase)) return "elsewhere";
  if (!/\p{L}{3}|[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]{2}/u.test(phrase) || inEvery.test(phrase))
    return "general";
  if (!teachableKinds.includes(rule.kind)) return "kind";
  const isBounce = rule.kind === "hard" || rule.kind === "soft" || rule.kind === "block";
  if (isBounce !== (rule.category !== null)) return "category";
  return null;
}

const inEvery =
  /^(?:(?:the|your|this|original|message|messages|mail|e-?mail|subject|sender|from|to|dear|hello|regards|text|plain|re|thank|thanks|you)[\s:,.!-]*)+$/;

/** The first taught rule whose phrase stands where it must; null when none does. */
export function taughtRuleFor(rules: TaughtRule[], message: TaughtGround): TaughtRule | null {
  if (rules.length === 0) return null;
  const plain = {
    sender: plainPhrase(message.sender),
    subject: plainPhrase(message.subject),
    text: plainPhrase(message.text),
  };
  return rules.find(({ phrase, place }) => plain[place].includes(plainPhrase(phrase))) ?? null;
}

/** Letters without case and width, white space as one space: programs wrap the same words differently. */
function plainPhrase(text: string): string {
  return text.slice(0, 60_000).normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
