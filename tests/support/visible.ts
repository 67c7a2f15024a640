/** What a person meets on a page or in a mail: its text, and the attributes that are shown or read out. */
export function visibleIn(html: string): string {
  const shown = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/g, "")
    .replace(/<meta (?!name="description")(?!property="og:(title|description|site_name)")[^>]*>/g, "");
  const attributes = [...shown.matchAll(/ (?:alt|title|aria-label|placeholder|content)="([^"]*)"/g)];
  const text = shown.replace(/<[^>]+>/g, " ");
  return [text, ...attributes.map(([, value]) => value)].join(" ").replace(/\s+/g, " ");
}

/** A text without addresses, links and fingerprints: those are of no language. */
export function wordsAlone(text: string): string {
  return text
    .replace(/https?:\/\/[^\s)]+/g, "")
    .replace(/[\w.+•-]+@[\w.-]+/g, "")
    .replace(/\b[0-9a-f]{64}\b|\b[0-9a-f]{16}…/g, "")
    .replace(/&\w+;/g, "");
}

/**
 * The words in Latin letters that a text has beside addresses, links and fingerprints.
 * @param expected names that are no words of ours
 */
export function latinWordsIn(text: string, expected: string[] = []): string[] {
  return [...new Set(wordsAlone(text).match(/[A-Za-z]{2,}/g))].filter((word) => !expected.includes(word));
}
