/**
 * The path before a token, as we write it and as it comes back: percent-encoded, doubled, in capitals. The line is JSON
 * already: a backslash in it is doubled, and a single one belongs to the next character.
 */
const doors = "confirm|unsubscribe|with|one-click|reader|address|draft|test-mail|answer|sign-in|l";
const between = "(?:[/\\\\]|%2f|%5c|%25(?:2f|5c))+";
const behindDoor = new RegExp(`\\b(${doors})${between}(?:\\\\\\\\|[^\\s"'<>,)\\\\])+`, "gi");
/** Base64url, also with percent-escapes; our own words never mix digits and capitals. */
const tokenLike = /(?:[\w-]|%[0-9a-f]{2}){20,}/gi;

/** Removes tokens from a line of the log: text after a token path, and anything that looks like a token. */
export function hideTokens(line: string): string {
  return line
    .replace(behindDoor, "$1/…")
    .replace(tokenLike, (word) => (/\d/.test(word) && /[A-Z]/.test(word) && /[a-z]/.test(word) ? "…" : word));
}
