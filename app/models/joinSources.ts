// The source of a reader: what a form says, what its receipt keeps, and the key under which figures add it up.

/** The word of the line “Forwarded to you?” in a mail. */
export const forwarded = "forwarded";

/** The source of a sign-up by a reader’s personal link; it names nobody. */
export const byReader = "link of a reader";

/** The source of a form whose path is none of this site. */
export const unknownPage = "unknown";

/** A source word in an address: short, and nothing that could be a person’s address. */
const word = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/** The beginning of the parameter that has it. */
const name = "from=";

/** True of a source word, in lower case. */
export function isWord(typed: string): boolean {
  return word.test(typed);
}

/** Signs that mail programs take for a part of an address when a text has them behind it. */
const appended = /(?:%[0-9a-f]{2}|[^a-z0-9_-])+$/;

/** Returns the source word of an address’s query, in lower case; null where it has none that is a word. */
export function wordIn(target: string): string | null {
  // No pattern over the whole of it: strangers choose the address, and each page asks this.
  const parts = /\?([^#]*)/.exec(target)?.[1]?.split("&") ?? [];
  const typed =
    parts
      .findLast((part) => part.startsWith(name))
      ?.slice(name.length)
      .toLowerCase() ?? "";
  // Cut, because looking for what was appended takes long in long texts.
  const said = typed.slice(0, 80).replace(appended, "");
  return word.test(said) ? said : null;
}

/** Returns the source with the word behind it; a source that has one already keeps it. */
export function withWord(source: string, from: string | null): string {
  return from === null || source.includes("?from=") ? source : `${source}?from=${from}`;
}

/** Returns the source without its word. */
export function withoutWord(source: string): string {
  return source.split("?", 1)[0]!;
}

/**
 * Returns what a form of this site says of itself: the path of its page, with a word or without; `unknown` for anything but a
 * plain path.
 */
export function formSource(typed: string): string {
  const [, path, from] = /^(\/(?:[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_./-]{0,199})?)(?:\?from=([^&]+))?$/u.exec(typed) ?? [];
  if (path === undefined || (from !== undefined && !word.test(from))) return unknownPage;
  return withWord(path, from ?? null);
}

/**
 * Returns the key of a receipt’s source, at most 120 characters: `from:podcast`, `page:/articles/x`, `site:example.org`,
 * `site:` for an unknown one, `reader`, `import:7`, `desk`, `other`.
 * @param source of a receipt, as `consent_ways` has it
 */
export function joinSource(source: string): string {
  return keyOf(source).slice(0, 120);
}

function keyOf(source: string): string {
  if (source === byReader) return "reader";
  // The rest of these is a name of a file or of somebody.
  const [, number] = /^import (\d+)\b/.exec(source) ?? [];
  if (number) return `import:${number}`;
  if (/^(operator|script|let go)\b/.test(source)) return "desk";
  const from = wordIn(source);
  if (from !== null) return `from:${from}`;
  if (source.startsWith("/")) return `page:${source}`;
  const [, host] = /^form on https?:\/\/([^/?]+)/.exec(source) ?? [];
  if (host) return `site:${host}`;
  return source.startsWith("form on ") ? "site:" : "other";
}
