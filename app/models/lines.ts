/** Control characters, and signs that turn the direction of what follows (E-06). */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
export const hiddenSigns = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Cleans one line from outside (a CSV cell, a form): removes hidden characters, and truncates it. */
export function tidyLine(text: string, longest: number): string {
  // Nearly every cell of a million is such a line already.
  if (text.length <= longest && /^[ -~]*$/.test(text)) return text.trim();
  return Array.from(text.toWellFormed().normalize("NFC").replace(new RegExp(hiddenSigns, "g"), " ").trim())
    .slice(0, longest)
    .join("");
}
