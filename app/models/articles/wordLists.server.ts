/** A level of a numbering: whether it counts, and from where. */
type Level = { counts: boolean; start: number };

/**
 * Returns the number of each list item of a Word document, in order; null for a bullet. Word counts on through a document, which
 * mammoth does not.
 * @param document `word/document.xml`
 * @param numbering `word/numbering.xml`, empty for none
 */
export function listStarts(document: string, numbering: string): (number | null)[] {
  const levels = levelsIn(numbering);
  const counters = new Map<string, number[]>();
  const numbers: (number | null)[] = [];
  for (const paragraph of elementsIn(document, "pPr")) {
    const [properties] = elementsIn(paragraph.inner, "numPr");
    if (!properties) continue;
    const numId = valueOf(properties.inner, "numId");
    const depth = Number(valueOf(properties.inner, "ilvl") || 0);
    const level = levels.get(numId)?.[depth];
    // Zero takes a paragraph out of its list.
    if (!level) continue;
    const counter = counters.get(numId) ?? [];
    counters.set(numId, counter);
    counter[depth] = counter[depth] === undefined ? level.start : counter[depth] + 1;
    counter.length = depth + 1;
    numbers.push(level.counts ? counter[depth]! : null);
  }
  return numbers;
}

function levelsIn(numbering: string): Map<string, Level[]> {
  const abstract = new Map<string, Level[]>();
  for (const { about, inner } of elementsIn(numbering, "abstractNum"))
    abstract.set(/w:abstractNumId="(\d+)"/.exec(about)?.[1] ?? "", levelsOf(inner, []));
  const levels = new Map<string, Level[]>();
  for (const { about, inner } of elementsIn(numbering, "num")) {
    const base = abstract.get(valueOf(inner, "abstractNumId")) ?? [];
    levels.set(/w:numId="(\d+)"/.exec(about)?.[1] ?? "", levelsOf(inner, base));
  }
  return levels;
}

/** @param base levels that those written here stand in for */
function levelsOf(xml: string, base: Level[]): Level[] {
  const levels = base.map((level) => ({ ...level }));
  for (const { about, inner } of [...elementsIn(xml, "lvl"), ...elementsIn(xml, "lvlOverride")]) {
    const depth = /w:ilvl="(\d)"/.exec(about)?.[1];
    if (depth === undefined) continue;
    const before = levels[Number(depth)] ?? { counts: true, start: 1 };
    const format = valueOf(inner, "numFmt");
    const start = valueOf(inner, "startOverride") || valueOf(inner, "start");
    levels[Number(depth)] = {
      counts: format ? format !== "bullet" : before.counts,
      start: start ? Number(start) : before.start,
    };
  }
  return levels;
}

function valueOf(xml: string, name: string): string {
  const [about] = new RegExp(`<w:${name} [^<>]*`).exec(xml) ?? [];
  return /w:val="([^"]*)"/.exec(about ?? "")?.[1] ?? "";
}

/** An element of a Word document: its attributes as they are written, and what is in it. */
type WordElement = { about: string; inner: string };

/**
 * Returns the elements of a name, one behind the other. The first that does not close ends it, or each of a hostile document's
 * would be a walk to its end.
 * @param name without its prefix
 */
export function elementsIn(xml: string, name: string): WordElement[] {
  const found: WordElement[] = [];
  const opening = new RegExp(`<w:${name}(?: ([^<>]*))?>`, "g");
  for (let open = opening.exec(xml); open; open = opening.exec(xml)) {
    const about = open[1] ?? "";
    if (about.endsWith("/")) continue;
    const end = xml.indexOf(`</w:${name}>`, opening.lastIndex);
    if (end < 0) break;
    found.push({ about, inner: xml.slice(opening.lastIndex, end) });
    opening.lastIndex = end;
  }
  return found;
}
