/**
 * Completes a typed URL: `example.org/x` becomes `https://example.org/x`, `ana@example.org` a mailto link.
 * @returns the URL, or null for one that the server refuses (only http, https, mailto; no user name)
 */
export function linkTyped(typed: string): string | null {
  const text = typed.trim();
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/:]+:\d/.test(text)) return isLink(text) ? text : null;
  const guess = /^[^\s/@]+@[^\s/@]+$/.test(text) ? `mailto:${text}` : `https://${text}`;
  return /\./.test(text) && isLink(guess) ? guess : null;
}

/** True for absolute http, https and mailto links without user name, control characters or spaces. */
export function isLink(value: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (value.length > 2000 || /[\u0000-\u0020\u007f-\u009f\u2028\u2029]/.test(value)) return false;
  if (!/^(https?:\/\/|mailto:)/i.test(value)) return false;
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && url.username === "" && (url.protocol === "mailto:" || url.hostname !== "");
}
