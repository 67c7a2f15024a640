/** The names that programs give to boxes, and the kind here that each is. */
const kinds: Record<string, "note" | "warning"> = {
  ...Object.fromEntries(
    "note info tip important hint abstract summary tldr todo success check done question help faq example quote cite seealso details"
      .split(" ")
      .map((name) => [name, "note" as const]),
  ),
  ...Object.fromEntries(
    "warning caution attention danger error failure fail missing bug alert"
      .split(" ")
      .map((name) => [name, "warning" as const]),
  ),
};

/** The kind of a box by its name in any program; null for no box. */
export function calloutKindOf(name: string): "note" | "warning" | null {
  return Object.hasOwn(kinds, name.toLowerCase()) ? kinds[name.toLowerCase()]! : null;
}

/** Signs that begin and end a box in the lines of a text; they are no letters that anybody types. */
const opening = "\uE000";
const closing = "\uE001";

/** @param words the title, empty for none @returns the line that begins a box */
export function calloutBegins(kind: string, words: string): string {
  return `${opening}[!${kind.toUpperCase()}] ${words}`.trimEnd();
}

export const calloutEnds = closing;

/** Reads the line that opens or closes a box: `:::tip[Title]`, `!!! note "Title"`; null for any other line. */
export function openedCallout(line: string): string | null {
  if (/^:::+\s*$/.test(line)) return closing;
  const [, colons, bracket, beside] = /^:::+\s*([a-z]+)(?:\[([^\]]*)\])?[ \t]*(.*)$/i.exec(line) ?? [];
  if (colons && calloutKindOf(colons)) return calloutBegins(colons, bracket ?? beside!.replace(/^["'{].*[}"']?$/, ""));
  const [, marks, title = ""] = /^(?:!!!|\?\?\?\+?)[ \t]+([a-z]+)(?:[ \t]+"([^"]*)")?[ \t]*$/i.exec(line) ?? [];
  return marks && calloutKindOf(marks) ? `${opening}${opening}[!${marks.toUpperCase()}] ${title}`.trimEnd() : null;
}

/** Writes boxes as GitHub does, as quotes: with the same number of lines. @param isCode the lines of code */
export function quotedCallouts(lines: string[], isCode: boolean[]): string[] {
  const out: string[] = [];
  let depth = 0;
  /** True in a box that ends where its lines are no longer indented. */
  let isIndented = false;
  for (const [i, line] of lines.entries()) {
    if (isIndented) {
      const next = line.trim() === "" ? (lines.slice(i + 1, i + 20).find((one) => one.trim() !== "") ?? "") : line;
      if (/^( {4}|\t)/.test(next)) {
        out.push(`> ${line.replace(/^( {4}|\t)/, "")}`.trimEnd());
        continue;
      }
      isIndented = false;
    }
    if (!isCode[i] && line.startsWith(opening)) {
      isIndented = line.startsWith(opening + opening);
      if (!isIndented) depth += 1;
      out.push(`${"> ".repeat(Math.max(1, depth))}${line.replace(/^\uE000+/, "")}`);
      continue;
    }
    if (!isCode[i] && line.startsWith(closing)) {
      depth = Math.max(0, depth - 1);
      out.push("> ".repeat(depth).trimEnd());
      continue;
    }
    out.push(depth > 0 ? `${"> ".repeat(depth)}${line}`.trimEnd() : line);
  }
  return out.map((line) => line.replace(/[\uE000\uE001]/g, ""));
}
