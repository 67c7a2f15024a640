/** Returns the words of a text in lower case, without marks and signs. */
export function plainWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize("NFKC")
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

/** Returns how alike two texts are, from 0 to 1: their pairs of letters in common (Dice). Numbers count as no difference. */
export function likeness(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  if (a.length + b.length === 0) return 0;
  const left = [...b];
  let common = 0;
  for (const pair of a) {
    const at = left.indexOf(pair);
    if (at < 0) continue;
    common += 1;
    left.splice(at, 1);
  }
  return (2 * common) / (a.length + b.length);
}

function pairsOf(text: string): string[] {
  const letters = plainWords(text.replace(/\p{N}+/gu, "")).join(" ");
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2));
}

/** True for a text of several words in capitals; scripts without capitals never are. */
export function shout(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const cased = letters.filter((letter) => letter.toLowerCase() !== letter.toUpperCase());
  const capitals = cased.filter((letter) => letter === letter.toUpperCase());
  return cased.length >= 10 && capitals.length / cased.length > 0.8;
}
