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
  for (const [paragraph] of document.matchAll(/<w:pPr>[\s\S]*?<\/w:pPr>/g)) {
    const properties = /<w:numPr>([\s\S]*?)<\/w:numPr>/.exec(paragraph)?.[1];
    if (properties === undefined) continue;
    const numId = valueOf(properties, "numId");
    const depth = Number(valueOf(properties, "ilvl") || 0);
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
  for (const [, id, inner] of numbering.matchAll(
    /<w:abstractNum [^>]*?w:abstractNumId="(\d+)"[^>]*>([\s\S]*?)<\/w:abstractNum>/g,
  ))
    abstract.set(id!, levelsOf(inner!, []));
  const levels = new Map<string, Level[]>();
  for (const [, id, inner] of numbering.matchAll(/<w:num [^>]*?w:numId="(\d+)"[^>]*>([\s\S]*?)<\/w:num>/g)) {
    const base = abstract.get(valueOf(inner!, "abstractNumId")) ?? [];
    levels.set(id!, levelsOf(inner!, base));
  }
  return levels;
}

/** @param base levels that those written here stand in for */
function levelsOf(xml: string, base: Level[]): Level[] {
  const levels = base.map((level) => ({ ...level }));
  for (const [, depth, inner] of xml.matchAll(
    /<w:lvl(?:Override)? [^>]*?w:ilvl="(\d)"[^>]*>([\s\S]*?)<\/w:lvl(?:Override)?>/g,
  )) {
    const before = levels[Number(depth)] ?? { counts: true, start: 1 };
    const format = valueOf(inner!, "numFmt");
    const start = valueOf(inner!, "startOverride") || valueOf(inner!, "start");
    levels[Number(depth)] = {
      counts: format ? format !== "bullet" : before.counts,
      start: start ? Number(start) : before.start,
    };
  }
  return levels;
}

function valueOf(xml: string, name: string): string {
  return new RegExp(`<w:${name} [^>]*?w:val="([^"]*)"`).exec(xml)?.[1] ?? "";
}
