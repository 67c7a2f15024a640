import { ancestorsOf, declarationsIn, type HtmlElement, type HtmlTree } from "./htmlTree.server.ts";

/** A text of the mail on its ground. `ratio`: their contrast, from 1 to 21; `size` in pixels; `element`: its name. */
type ColouredText = { words: string; ink: string; ground: string; ratio: number; size: number; element: string };

type Scheme = "light" | "dark";
type Rule = { parts: SelectorPart[]; weight: number; declarations: Map<string, string> };
/** `isChild`: it stands directly in the part before. */
type SelectorPart = { name: string; classes: string[]; isChild: boolean };

/** Returns every text of a mail with its colours, as mail programs show it that know `prefers-color-scheme`. */
export function colouredTexts({ elements, root }: HtmlTree, scheme: Scheme): ColouredText[] {
  const rules = scheme === "dark" ? darkRules(elements) : [];
  const looks = new Map<HtmlElement, Look>([[root, { ink: "#000000", ground: "#ffffff", size: 16 }]]);
  const found: ColouredText[] = [];
  for (const element of elements) {
    const look = lookOf(element, looks.get(element.parent!)!, rules);
    looks.set(element, look);
    const words = element.children
      .filter((child) => typeof child === "string")
      .join("")
      .trim();
    if (!/[\p{L}\p{N}]/u.test(words) || isHidden(element)) continue;
    const { ink, ground, size } = look;
    found.push({ words: words.slice(0, 60), ink, ground, size, element: element.name, ratio: contrastOf(ink, ground) });
  }
  return found;
}

type Look = { ink: string; ground: string; size: number };

function lookOf(element: HtmlElement, above: Look, rules: Rule[]): Look {
  const own = declarationsIn(element.attributes.style ?? "");
  const matching = rules
    .filter(({ parts }) => isMatched(element, parts))
    .sort((one, other) => one.weight - other.weight);
  // Rules of the dark scheme are all important, so that they win over what stands in the element.
  for (const { declarations } of matching)
    for (const [property, value] of declarations) own.set(property, value.replace(/\s*!important/, ""));
  const size = own.get("font-size") ?? "";
  return {
    ink: colourIn(own.get("color")) ?? above.ink,
    ground:
      colourIn(own.get("background-color")) ??
      colourIn(own.get("background")) ??
      colourIn(element.attributes.bgcolor) ??
      above.ground,
    size: size.endsWith("px")
      ? parseFloat(size)
      : size.endsWith("%")
        ? (above.size * parseFloat(size)) / 100
        : above.size,
  };
}

/** True for what no mail program shows, reads aloud or lets the keyboard reach. */
export function isHidden(element: HtmlElement): boolean {
  return [element, ...ancestorsOf(element)].some(
    ({ name, attributes }) =>
      /^(head|title|style)$/.test(name) || /display:\s*none|mso-hide/.test(attributes.style ?? ""),
  );
}

function darkRules(elements: HtmlElement[]): Rule[] {
  const styles = elements
    .filter(({ name }) => name === "style")
    .flatMap(({ children }) => children)
    .join("\n");
  const dark = /@media \(prefers-color-scheme: dark\) \{((?:[^{}]*\{[^{}]*\})*)/.exec(styles)?.[1] ?? "";
  return [...dark.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selectors, body], at) =>
    selectors!.split(",").map((selector): Rule => {
      const parts = partsOf(selector);
      const classes = parts.reduce((sum, part) => sum + part.classes.length, 0);
      const names = parts.filter(({ name }) => name !== "").length;
      return { parts, weight: classes * 1e6 + names * 1e3 + at, declarations: declarationsIn(body!) };
    }),
  );
}

function partsOf(selector: string): SelectorPart[] {
  const words = selector
    .trim()
    .replace(/\s*>\s*/g, " >")
    .split(/\s+/);
  return words.map((word) => {
    const [name = "", ...classes] = word.replace(/^>/, "").split(".");
    return { name: name.toLowerCase(), classes, isChild: word.startsWith(">") };
  });
}

function isMatched(element: HtmlElement, parts: SelectorPart[]): boolean {
  const last = parts.at(-1)!;
  if (!isOne(element, last)) return false;
  const before = parts.slice(0, -1);
  if (before.length === 0) return true;
  if (last.isChild) return element.parent !== null && isMatched(element.parent, before);
  for (const one of ancestorsOf(element)) if (isMatched(one, before)) return true;
  return false;
}

function isOne({ name, attributes }: HtmlElement, part: SelectorPart): boolean {
  const classes = (attributes.class ?? "").split(/\s+/);
  return (part.name === "" || part.name === name) && part.classes.every((one) => classes.includes(one));
}

function colourIn(value: string | undefined): string | null {
  const found = /#([\da-f]{6}|[\da-f]{3})\b/i.exec(value ?? "")?.[1]?.toLowerCase();
  if (!found) return /\bwhite\b/i.test(value ?? "") ? "#ffffff" : /\bblack\b/i.test(value ?? "") ? "#000000" : null;
  return `#${found.length === 3 ? [...found].map((digit) => digit + digit).join("") : found}`;
}

/** Returns the contrast of two colours as WCAG 2 counts it. */
function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
