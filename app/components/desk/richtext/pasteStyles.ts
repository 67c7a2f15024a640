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

/**
 * Returns the value of a declaration in an element's `style`, lower case; empty for none. It reads the attribute,
 * because a browser drops the declarations of other programs.
 */
export function declared(element: Element, name: string): string {
  const style = element.getAttribute("style");
  if (!style?.includes(name)) return "";
  const found = style.split(";").findLast((one) => one.slice(0, one.indexOf(":")).trim().toLowerCase() === name);
  return (found?.slice(found.indexOf(":") + 1) ?? "")
    .replace(/!important/i, "")
    .trim()
    .toLowerCase();
}

/** Turns raised and lowered text of every program into `sup` and `sub`, and quotation elements into signs. */
export function namedMarks(body: Element): void {
  for (const element of body.querySelectorAll<HTMLElement>("span, font, a, b, i, u, em, strong")) {
    const name = scriptOf(declared(element, "vertical-align"), declared(element, "mso-text-raise"));
    if (!name) continue;
    const script = element.ownerDocument.createElement(name);
    script.append(...element.childNodes);
    element.append(script);
    element.style.removeProperty("vertical-align");
  }
  for (const quote of body.querySelectorAll("q")) quote.replaceWith("“", ...quote.childNodes, "”");
  for (const reading of body.querySelectorAll("rt")) reading.replaceWith("(", ...reading.childNodes, ")");
  for (const bracket of body.querySelectorAll("rp")) bracket.remove();
}

/** Apple's programs give the height in pixels, Word in points or per cent. */
function scriptOf(align: string, raise: string): "sup" | "sub" | null {
  if (align === "super" || align === "sub") return align === "super" ? "sup" : "sub";
  const height = parseFloat(align) || parseFloat(raise) || 0;
  return height === 0 ? null : height > 0 ? "sup" : "sub";
}
