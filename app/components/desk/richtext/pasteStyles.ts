import { declaredIn, isBoldStyle, scriptIn, strikesText } from "#app/models/htmlRules.ts";

/**
 * Writes the rules of style sheets for classes into the `style` of their elements. Word, Excel, Google and Apple's
 * programs put bold, struck-out, hidden and alignment there.
 */
export function inlineClasses(page: Document): void {
  const rules = new Map<string, string>();
  for (const sheet of page.querySelectorAll("style")) {
    const text = (sheet.textContent ?? "").replace(/<!--|-->|\/\*[\s\S]*?\*\//g, "");
    for (const [, selectors = "", declared = ""] of text.matchAll(/([^{}]+)\{([^{}]*)\}/g))
      for (const selector of selectors.split(",")) {
        const [, tag = "", name] = /^\s*([a-z][a-z0-9]*)?\.([\w-]+)\s*$/i.exec(selector) ?? [];
        if (!name) continue;
        const key = `${tag.toLowerCase()}.${name}`;
        rules.set(key, `${rules.get(key) ?? ""}${declared};`);
      }
  }
  if (rules.size === 0) return;
  for (const element of page.body.querySelectorAll("[class]")) {
    const tag = element.tagName.toLowerCase();
    const found = [...element.classList].map(
      (name) => (rules.get(`.${name}`) ?? "") + (rules.get(`${tag}.${name}`) ?? ""),
    );
    const declared = found.join("");
    if (declared) element.setAttribute("style", `${declared}${element.getAttribute("style") ?? ""}`);
  }
}

/** Returns the value of a declaration in an element's `style`: a browser drops the declarations of other programs. */
export function declared(element: Element, name: string): string {
  return declaredIn(element.getAttribute("style"), name);
}

/**
 * Turns text that is raised, lowered or struck out by a style of any program into elements, and quotation elements into
 * signs. Cells of spreadsheets have bold and italic as styles, too.
 */
export function namedMarks(body: Element): void {
  for (const element of body.querySelectorAll<HTMLElement>("span, font, a, b, i, u, em, strong")) {
    const name = scriptIn(element.getAttribute("style"));
    if (!name) continue;
    wrapContent(element, name);
    element.style.removeProperty("vertical-align");
  }
  // Only the short form of this style is read by the editor, and only where it is whole.
  for (const element of body.querySelectorAll("[style*=line-through]"))
    if (strikesText(element.getAttribute("style"))) wrapContent(element, "s");
  for (const cell of body.querySelectorAll("td")) {
    if (isBoldStyle(cell.getAttribute("style"))) wrapContent(cell, "strong");
    if (/^italic/.test(declared(cell, "font-style"))) wrapContent(cell, "em");
  }
  for (const quote of body.querySelectorAll("q")) quote.replaceWith("“", ...quote.childNodes, "”");
  for (const reading of body.querySelectorAll("rt")) reading.replaceWith("(", ...reading.childNodes, ")");
  for (const bracket of body.querySelectorAll("rp")) bracket.remove();
}

function wrapContent(element: Element, name: string) {
  if (element.textContent.trim() === "") return;
  const wrapper = element.ownerDocument.createElement(name);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}
