import { forwarded, joinSource } from "#app/models/joinSources.ts";

/** Sources that no form and no import has, as figures keep them. */
const ownWords: Record<string, string> = {
  "took leaving back": "Took their leaving back",
  "brought back": "Brought back after they were let go",
  "reader’s page": "Chose it on their page",
};

/** Keys that stand for themselves. */
const keyWords: Record<string, string> = {
  reader: "The personal link of a reader",
  desk: "Added at the desk",
  other: "Otherwise",
  "site:": "A form on another site",
  [`from:${forwarded}`]: "“Forwarded to you?” in a mail",
};

/** Returns where somebody came from, in words of the desk. @param source as a figure keeps it */
function sourceName(source: string): string {
  const own = ownWords[source];
  if (own !== undefined) return own;
  const key = joinSource(source);
  const known = keyWords[key];
  if (known !== undefined) return known;
  const [kind, rest] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  if (kind === "from") return `The word “${rest}”`;
  if (kind === "import") return `Import ${rest}`;
  return kind === "site" ? `A form on ${rest}` : rest;
}

/**
 * Names sources and adds up those that are one: a word counts as itself, whatever page it stood behind.
 * @returns the most first
 */
export function namedSources<T extends { source: string; count: number; confirmed?: number }>(sources: T[]): T[] {
  const named = Map.groupBy(sources, ({ source }) => sourceName(source));
  const sums = [...named].map(([source, same]) =>
    same.reduce<T>(
      (sum, one) => ({
        ...sum,
        count: sum.count + one.count,
        ...(one.confirmed === undefined ? {} : { confirmed: sum.confirmed! + one.confirmed }),
      }),
      { ...same[0]!, source, count: 0, ...(same[0]!.confirmed === undefined ? {} : { confirmed: 0 }) },
    ),
  );
  return sums.sort((a, b) => b.count - a.count);
}
