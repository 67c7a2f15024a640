/**
 * Word writes a list as paragraphs with a typed bullet and a style like `mso-list:l0 level2 lfo1`. Runs of them become
 * nested lists.
 */
export function joinWordLists(body: Element): void {
  const lines = [...body.querySelectorAll<HTMLElement>("p, div")].filter((line) => levelOf(line) > 0);
  for (const line of lines) {
    const before = line.previousElementSibling;
    const list = before && made.has(before) ? before : startList(line);
    addItem(list, line);
  }
}

/** The lists of this paste; an earlier list is left alone. */
const made = new WeakSet<Element>();

function levelOf(line: Element): number {
  return Number(/mso-list:\s*l\d+\s+level(\d)/i.exec(line.getAttribute("style") ?? "")?.[1] ?? 0);
}

function startList(line: Element): Element {
  const list = line.ownerDocument.createElement(isNumbered(line) ? "ol" : "ul");
  made.add(list);
  line.before(list);
  return list;
}

function isNumbered(line: Element): boolean {
  return /^\s*(\d{1,3}|[a-z]|[ivxl]{1,5})[.)]/i.test(line.textContent);
}

function addItem(list: Element, line: HTMLElement) {
  let place = list;
  for (let level = levelOf(line); level > 1 && place.lastElementChild; level -= 1)
    place = innerList(place.lastElementChild, line);
  const item = line.ownerDocument.createElement("li");
  const paragraph = line.ownerDocument.createElement("p");
  dropBullet(line);
  paragraph.append(...line.childNodes);
  item.append(paragraph);
  place.append(item);
  line.remove();
}

function innerList(item: Element, line: Element): Element {
  const inner = item.lastElementChild;
  if (inner && /^[uo]l$/i.test(inner.tagName)) return inner;
  const list = line.ownerDocument.createElement(isNumbered(line) ? "ol" : "ul");
  item.append(list);
  return list;
}

/** The bullet is in a span marked to be ignored; without the mark it is the first few characters of the line. */
function dropBullet(line: Element) {
  const marked = [...line.querySelectorAll("span")].find((span) =>
    /mso-list:\s*ignore/i.test(span.getAttribute("style") ?? ""),
  );
  if (marked) return marked.remove();
  const first = line.ownerDocument.createTreeWalker(line, 4).nextNode();
  if (first)
    first.textContent = (first.textContent ?? "").replace(/^\s*([·•o§▪–-]|(\d{1,3}|[a-z])[.)])[\s\u00a0]+/i, "");
}
