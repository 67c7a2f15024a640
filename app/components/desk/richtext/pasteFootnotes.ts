import { withoutNoteNumber } from "#app/models/htmlRules.ts";

/**
 * Puts each footnote of another program where it is referred to. A footnote is what a link leads to, where another link leads
 * back to the first: so Word, Google Docs, LibreOffice and web pages all write them.
 */
export function takeFootnotes(body: Element): void {
  const taken = new Set<Element>();
  for (const link of body.querySelectorAll<HTMLAnchorElement>("a[href^='#']")) {
    if (!link.isConnected || [...taken].some((note) => note.contains(link))) continue;
    const note = noteOf(link, body);
    if (!note || note.contains(link)) continue;
    const mark = body.ownerDocument.createElement("span");
    mark.setAttribute("data-footnote", "");
    mark.append(...wordsOf(note, link));
    const raised = link.closest("sup");
    (raised && raised.textContent === link.textContent ? raised : link).replaceWith(mark);
    taken.add(note);
  }
  for (const note of taken) removeWithPlace(note, body);
}

/** Returns the paragraph or list item that a link leads to, if a link in it leads back. */
function noteOf(link: HTMLAnchorElement, body: Element): Element | null {
  const target = named(body, fragment(link));
  const note = target?.closest("li, [id]:not(a, sup, span), p, div") ?? null;
  return note && note !== body && backLinks(note, link).length > 0 ? note : null;
}

function backLinks(note: Element, link: Element): Element[] {
  const names = new Set<string>();
  for (let at: Element | null = link; at && !at.matches("p, li, div, body, td"); at = at.parentElement)
    for (const name of [at.id, at.getAttribute("name")]) if (name) names.add(name);
  for (const { id } of link.querySelectorAll("[id]")) names.add(id);
  return [...note.querySelectorAll<HTMLAnchorElement>("a[href^='#']")].filter((one) => names.has(fragment(one)));
}

function fragment(link: Element): string {
  const name = link.getAttribute("href")!.slice(1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function named(body: Element, name: string): Element | null {
  if (name === "") return null;
  const quoted = CSS.escape(name);
  return body.querySelector(`[id="${quoted}"], a[name="${quoted}"]`);
}

/** Returns the words of a footnote on one line, without its number and its way back. */
function wordsOf(note: Element, link: Element): Node[] {
  const copy = note.cloneNode(true) as Element;
  for (const back of backLinks(copy, link)) (back.closest("sup") ?? back).remove();
  for (const block of copy.querySelectorAll("p + p, div + div, li + li, br")) block.before(" ");
  for (const block of copy.querySelectorAll("p, div, ul, ol, li, h1, h2, h3, h4, h5, h6, blockquote, br"))
    block.replaceWith(...block.childNodes);
  const first = firstText(copy);
  if (first) first.data = withoutNoteNumber(first.data);
  copy.normalize();
  const last = copy.lastChild;
  if (last instanceof Text) last.data = last.data.trimEnd();
  return [...copy.childNodes];
}

function firstText(element: Element): Text | null {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode())
    if ((text as Text).data.trim() !== "") return text as Text;
  return null;
}

/** Removes a footnote, the list around it when that is empty, and the line above. */
function removeWithPlace(note: Element, body: Element) {
  let gone: Element = note;
  while (gone.parentElement && gone.parentElement !== body && gone.parentElement.textContent === gone.textContent)
    gone = gone.parentElement;
  const before = gone.previousElementSibling;
  gone.remove();
  if (before?.matches("hr")) before.remove();
}
