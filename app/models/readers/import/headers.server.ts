/** Removes case, signs, digits and accents from a header. */
export function plainHeader(text: string): string {
  return plainValue(text).replace(/\p{N}/gu, "");
}

/** Removes case, signs and accents from a value. */
export function plainValue(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
