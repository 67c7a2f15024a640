/**
 * Returns the attributes that stand in braces, like `width=3 credit="A \"b\""`.
 * @param written between the braces
 */
export function attributesIn(written: string): Record<string, string> {
  return Object.fromEntries(
    [...written.matchAll(/([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([a-z0-9]+))/g)].map(([, name, quoted, bare]) => [
      name!,
      quoted === undefined ? bare! : unquoted(quoted),
    ]),
  );
}

/** Returns a quoted text without the signs that keep others from being read. */
export function unquoted(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}
