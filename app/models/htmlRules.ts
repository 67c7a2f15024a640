// The meaning of other programs' HTML, for the editor's paste and for the server. No rule needs a document.
import { isSafeLink } from "./marks.ts";

/** The value of a declaration in a `style` attribute, in small letters; empty for none. The last one holds. */
export function declaredIn(style: string | null | undefined, name: string): string {
  if (!style?.includes(name)) return "";
  const found = style.split(";").findLast((one) => one.slice(0, one.indexOf(":")).trim().toLowerCase() === name);
  return (found?.slice(found.indexOf(":") + 1) ?? "")
    .replace(/!important/i, "")
    .trim()
    .toLowerCase();
}

/** True for a `style` with which no reader of the source sees the text. */
export function hidesText(style: string | null | undefined): boolean {
  const is = (name: string, value: RegExp) => value.test(declaredIn(style, name));
  return (
    is("display", /^none/) ||
    is("visibility", /^(hidden|collapse)/) ||
    is("mso-hide", /^all/) ||
    (is("opacity", /^0*(\.0*)?$/) && declaredIn(style, "opacity") !== "") ||
    is("font-size", /^0*\.?0+(px|pt|em|%)?$/) ||
    is("max-height", /^0(px)?$/) ||
    is("clip", /^rect\(\s*[01](px)?[\s,]+[01](px)?[\s,]+[01](px)?[\s,]+[01](px)?\s*\)/) ||
    is("text-indent", /^-\d{4,}px/)
  );
}

/** True for a `style` that strikes text out. Word's own name for two lines is a declaration with a number of lines. */
export function strikesText(style: string | null | undefined): boolean {
  const lines = ["text-decoration", "text-decoration-line"].map((name) => declaredIn(style, name)).join(" ");
  return lines.includes("line-through") || /^(single|double)/.test(declaredIn(style, "text-line-through"));
}

/** Tells whether a `style` raises or lowers text. Apple's programs give the height in pixels, Word in points or per cent. */
export function scriptIn(style: string | null | undefined): "sup" | "sub" | null {
  const align = declaredIn(style, "vertical-align");
  if (align === "super" || align === "sub") return align === "super" ? "sup" : "sub";
  const height = parseFloat(align) || parseFloat(declaredIn(style, "mso-text-raise")) || 0;
  return height === 0 ? null : height > 0 ? "sup" : "sub";
}

/** True for a `style` that makes text bold. */
export function isBoldStyle(style: string | null | undefined): boolean {
  return /^(bold|[6-9]00)/.test(declaredIn(style, "font-weight"));
}

/** Returns the page behind a link through another site's counter, or null for any other link. */
export function straightAddress(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const { hostname, pathname, searchParams } = new URL(href);
  const inner = hostname.endsWith(".safelinks.protection.outlook.com")
    ? searchParams.get("url")
    : /^www\.google\.[a-z.]+$/.test(hostname) && pathname === "/url"
      ? (searchParams.get("q") ?? searchParams.get("url"))
      : null;
  return inner && isSafeLink(inner) ? inner : null;
}

/** True for the words of a picture that stands for a sign, like a smiley. */
export function isEmoji(alt: string): boolean {
  return /^\p{Extended_Pictographic}(?:\p{Emoji}|\u200d|\ufe0f)*$/u.test(alt);
}

/** Returns what the words of a footnote begin with that is its number, as programs write it. */
export function withoutNoteNumber(words: string): string {
  return words.replace(/^\s*(?:\[\d+\]|\d+[.)]?(?=\s)|[*†‡^↑])?\s*/, "");
}

/** The elements that hold no text of the author. */
export const machineryNames = [
  ...["script", "style", "template", "noscript", "meta", "link", "title", "base", "xml", "head"],
  ...["button", "select", "textarea", "map", "area"],
];
