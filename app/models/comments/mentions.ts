/** Somebody who can be named in a comment. */
export type Colleague = { id: number; name: string };

/** Nobody is named by more than this in one comment. */
const mostNamed = 10;

/**
 * Finds who is named in a comment: `@` and a whole name, or a first name that only one of them has. Case does not count,
 * and the longest name wins, so that “@Tom Reyes” does not name a Tom beside him.
 */
export function namedIn(text: string, people: Colleague[]): Colleague[] {
  const forms = people
    .flatMap((person) => {
      const first = person.name.split(/\s+/)[0]!;
      const isOnly = people.filter(({ name }) => fold(name.split(/\s+/)[0]!) === fold(first)).length === 1;
      return [{ words: person.name, person }, ...(isOnly ? [{ words: first, person }] : [])];
    })
    .filter(({ words }) => words !== "")
    .sort((one, other) => other.words.length - one.words.length);
  const named = new Map<number, Colleague>();
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}_.])@/gu)) {
    const rest = text.slice(index + 1);
    const longest = forms.find(({ words }) => beginsWith(rest, words))?.words.length;
    for (const { words, person } of forms)
      if (words.length === longest && beginsWith(rest, words)) named.set(person.id, person);
  }
  return [...named.values()].slice(0, mostNamed);
}

function beginsWith(text: string, words: string): boolean {
  return fold(text.slice(0, words.length)) === fold(words) && !/^[\p{L}\p{N}_]/u.test(text.slice(words.length));
}

function fold(words: string): string {
  return words.normalize("NFC").toLowerCase();
}
