import type { PasteNotes } from "./pasteNotes.ts";

/** A list that is being written, and the number of its next item. */
type OpenList = { list: Element; level: number; next: number };

/**
 * Word writes a list as paragraphs with a typed bullet or number and a style like `mso-list:l0 level2 lfo1`. Runs of them
 * become nested lists, which begin with the number that was typed.
 */
export function joinWordLists(body: Element, notes: PasteNotes): void {
  for (const run of runsIn(body)) {
    const open: OpenList[] = [];
    let outermost: Element | null = null;
    for (const line of run) {
      const level = levelOf(line);
      const bullet = dropBullet(line);
      while (open.length > 0 && open.at(-1)!.level > level) open.pop();
      const around = open.at(-1);
      const number = numberOf(bullet, around?.level === level ? around.next : 1);
      const goesOn =
        around?.level === level && (number === null ? around.list.tagName === "UL" : number === around.next);
      if (!goesOn) {
        if (around?.level === level) open.pop();
        const list = startList(line, number);
        if (number !== null && !/\d/.test(bullet)) notes.add("letters");
        if (around?.level === level) around.list.after(list);
        else if (around) around.list.lastElementChild!.append(list);
        else if (outermost) outermost.after(list);
        else line.before(list);
        if (open.length === 0) outermost = list;
        open.push({ list, level, next: number ?? 1 });
      }
      addItem(open.at(-1)!, line);
    }
  }
}

/** Returns the lines of lists that stand next to each other. */
function runsIn(body: Element): HTMLElement[][] {
  const runs: HTMLElement[][] = [];
  for (const line of body.querySelectorAll<HTMLElement>("p, div")) {
    if (levelOf(line) === 0) continue;
    const run = runs.at(-1);
    if (run && run.at(-1) === line.previousElementSibling) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

function levelOf(line: Element): number {
  return Number(/mso-list:\s*l\d+\s+level(\d)/i.exec(line.getAttribute("style") ?? "")?.[1] ?? 0);
}

function startList(line: Element, number: number | null): Element {
  const list = line.ownerDocument.createElement(number === null ? "ul" : "ol");
  if (number !== null && number !== 1) list.setAttribute("start", String(number));
  return list;
}

function addItem(open: OpenList, line: HTMLElement) {
  const item = line.ownerDocument.createElement("li");
  const paragraph = line.ownerDocument.createElement("p");
  paragraph.append(...line.childNodes);
  item.append(paragraph);
  open.list.append(item);
  open.next += 1;
  line.remove();
}

const typed = /^\s*([·•o§▪–-]|(\d{1,3}\.)*(\d{1,3}|[a-z]|[ivxlc]{1,6})[.)])[\s\u00a0]+/i;

/**
 * Takes the bullet away: it is in a span marked to be ignored; without the mark it is the first few characters of the
 * line.
 * @returns the bullet as typed
 */
function dropBullet(line: Element): string {
  const marked = [...line.querySelectorAll("span")].find((span) =>
    /mso-list:\s*ignore/i.test(span.getAttribute("style") ?? ""),
  );
  if (marked) {
    marked.remove();
    return marked.textContent.trim();
  }
  const first = line.ownerDocument.createTreeWalker(line, 4).nextNode();
  const [bullet = ""] = typed.exec(first?.textContent ?? "") ?? [];
  if (first) first.textContent = (first.textContent ?? "").slice(bullet.length);
  return bullet.trim();
}

/**
 * Returns the number that a bullet shows, or null for a sign.
 * @param expected the next number: it decides whether `c.` is the third letter or a hundred
 */
function numberOf(bullet: string, expected: number): number | null {
  const [, digits, letters = ""] = /(?:^|[.(])(?:(\d+)|([a-z]+))[.)]$/i.exec(bullet) ?? [];
  if (digits) return Number(digits);
  const lower = letters.toLowerCase();
  const readings = [...(lower.length === 1 ? [lower.charCodeAt(0) - 96] : []), romanNumber(lower)].filter(
    (one) => one > 0,
  );
  return readings.find((one) => one === expected) ?? readings[0] ?? null;
}

/** Returns the value of a Roman numeral, or 0. */
function romanNumber(letters: string): number {
  if (!/^[ivxlc]+$/.test(letters)) return 0;
  const values: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100 };
  return [...letters].reduce((sum, letter, i) => {
    const value = values[letter]!;
    return sum + (value < (values[letters[i + 1] ?? ""] ?? 0) ? -value : value);
  }, 0);
}
