import { createInstance, type TFunction } from "i18next";
import ar from "./ar.json" with { type: "json" };
import de from "./de.json" with { type: "json" };
import { isolated, withoutIsolates } from "./direction.ts";
import en from "./en.json" with { type: "json" };
import es from "./es.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };
import { directionOf, languageCode, type Direction, type LanguageCode } from "./languages.ts";

export { languageCode, directionOf, languages, localeOf, type Direction, type LanguageCode } from "./languages.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** The texts for readers in one language: `words("leave.title", { list: "Weekly" })`. */
export type Messages = TFunction;

/** Private-use characters that no text contains: placeholders for `<` and `{{` in filled-in values. */
const hole = "\uE000";
const braces = "\uE001";

function wordsRunning(direction: Direction) {
  const instance = createInstance({
    resources: {
      ar: { translation: ar },
      de: { translation: de },
      en: { translation: en },
      es: { translation: es },
      fr: { translation: fr },
    },
    lng: "en",
    fallbackLng: "en",
    initAsync: false,
    // Scripts print only results.
    showSupportNotice: false,
    // React, our mail markup and XML writers each do their own escaping. Braces in a value are hidden from i18next,
    // which would fill them in. A name of the other direction is isolated, so that it does not reorder its neighbours.
    interpolation: { escape: (value) => isolated(value, direction).replaceAll("{{", braces) },
    postProcess: "braces",
  });
  void instance
    .use({ type: "postProcessor", name: "braces", process: (text: string) => text.replaceAll(braces, "{{") })
    .init();
  return instance;
}

const running = { ltr: wordsRunning("ltr"), rtl: wordsRunning("rtl") };
const known = new Map<LanguageCode, Messages>();

/** @param tag a BCP 47 tag, like the briefing's; an unknown language gets English */
export function messagesIn(tag: string): Messages {
  const code = languageCode(tag);
  const words = known.get(code) ?? lookedUpOnce(running[directionOf(code)].getFixedT(code));
  known.set(code, words);
  return words;
}

/** Texts without values are looked up once: a page has dozens, and i18next was a twelfth of its time. */
function lookedUpOnce(words: Messages): Messages {
  const texts = new Map<unknown, string>();
  const lookUp = (...args: Parameters<Messages>) => {
    const [key, values] = args;
    if (values !== undefined) return words(...args);
    const text = texts.get(key) ?? words(...args);
    texts.set(key, text);
    return text;
  };
  return Object.assign(lookUp, { $TFunctionBrand: words.$TFunctionBrand }) as Messages;
}

/** A part of a sentence: text, or an element, as in `Read our <link>privacy policy</link>.` */
type TextPiece = string | { tag: string; words: string };

/** Values to fill in, by name. */
export type MessageValues = Record<string, string>;

/**
 * Splits a text at its `<tag>…</tag>`. Filled-in values are never read as tags: a list may be named `<b>`.
 * @param values as for `words`
 */
export function textPieces<V extends MessageValues>(text: (values: V) => string, values = {} as V): TextPiece[] {
  const hide = ([name, value]: [string, string]) => [name, value.replaceAll("<", hole)];
  const hidden = Object.fromEntries(Object.entries(values).map(hide)) as V;
  const shown = (words: string) => words.replaceAll(hole, "<");
  return text(hidden)
    .split(/(<(\w+)>.*?<\/\2>)/s)
    .flatMap((part, i): TextPiece[] => {
      if (i % 3 === 2 || part === "") return [];
      const element = i % 3 === 1 ? /^<(\w+)>(.*)<\/\w+>$/s.exec(part) : null;
      return [element ? { tag: element[1]!, words: withoutIsolates(shown(element[2]!)) } : shown(part)];
    });
}

/** Returns the text without its tags. */
export function plainText<V extends MessageValues>(text: (values: V) => string, values?: V): string {
  return textPieces(text, values)
    .map((piece) => (typeof piece === "string" ? piece : piece.words))
    .join("");
}
