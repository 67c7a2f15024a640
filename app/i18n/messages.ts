import { createInstance, type TFunction } from "i18next";
import ar from "./ar.json" with { type: "json" };
import de from "./de.json" with { type: "json" };
import { isolated, withoutIsolates } from "./direction.ts";
import en from "./en.json" with { type: "json" };
import es from "./es.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };
import { directionOf, languageCode, type Direction } from "./languages.ts";

export { languageCode, directionOf, languages, localeOf, type Direction, type LanguageCode } from "./languages.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** What readers are told, in one language: `words("leave.title", { list: "Weekly" })`. */
export type Messages = TFunction;

/** Characters that no text of ours or of anybody's holds: they stand for `<` and `{{` in what is filled in. */
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
    // Scripts print results, nothing else.
    showSupportNotice: false,
    // React, our mail's markup and XML writers each escape in their own way. What i18next would take for a hole of its
    // own in a value is kept from it: it fills the first one it finds, wherever that came from. A name that runs the
    // other way is kept apart, so that it does not turn around what stands beside it.
    interpolation: { escape: (value) => isolated(value, direction).replaceAll("{{", braces) },
    postProcess: "braces",
  });
  void instance
    .use({ type: "postProcessor", name: "braces", process: (text: string) => text.replaceAll(braces, "{{") })
    .init();
  return instance;
}

const running = { ltr: wordsRunning("ltr"), rtl: wordsRunning("rtl") };

/** @param tag a BCP 47 tag, like the briefing's; of a language that we have no words in, English */
export function messagesIn(tag: string): Messages {
  const code = languageCode(tag);
  return running[directionOf(code)].getFixedT(code);
}

/** A sentence of which a part is an element: `Read our <link>privacy policy</link>.` */
type TextPiece = string | { tag: string; words: string };

/** What is filled in, by name. */
export type MessageValues = Record<string, string>;

/**
 * Takes a text with `<tag>…</tag>` in it apart. What was filled in is never taken for a tag: a list may be called `<b>`.
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

/** The same without the elements, for plain text. */
export function plainText<V extends MessageValues>(text: (values: V) => string, values?: V): string {
  return textPieces(text, values)
    .map((piece) => (typeof piece === "string" ? piece : piece.words))
    .join("");
}
