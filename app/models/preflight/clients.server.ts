import support from "./clientSupport.json" with { type: "json" };
import type { IssueCheck, PreflightFacts } from "./check.server.ts";
import { declarationsIn, type HtmlElement, type HtmlTree } from "./htmlTree.server.ts";

/** The facts of caniemail.com, one letter a client in their order: y, n, a (in part) or u (unknown), of its latest version. */
const features: Record<string, string> = support.features;
const families: Record<string, string> = support.families;

/** How well one family of mail programs shows a mail: shares of 100, as Mailpit counts them. */
export type ClientScore = { family: string; supported: number; partial: number; unsupported: number };

/** Families that most readers have, and how many of 100 parts may be unsupported before somebody should look. */
const most = ["gmail", "outlook", "apple-mail", "yahoo"];
const mostUnsupported = 25;

/** Checks of what mail programs make of the mail. */
export const clientChecks = {
  "client-support": {
    place: "mail",
    level: "advisory",
    asks: "The mail programs that most readers have drop no more than a quarter of what the mail uses.",
    find: ({ tree }) =>
      clientScores(tree)
        .filter(
          ({ family, unsupported }) => most.some((one) => families[one] === family) && unsupported > mostUnsupported,
        )
        .map(({ family, unsupported }) => ({
          at: { kind: "mail" },
          why: `${family} drops a style or element of ${Math.round(unsupported)} of 100 parts of the mail: look at the preview before it goes.`,
        })),
  },
  "picture-format": {
    place: "mail",
    level: "advisory",
    asks: "Every mail program that many readers have shows the pictures.",
    find: ({ tree }: PreflightFacts) => {
      const formats = new Set(tree.elements.flatMap((one) => formatOf(one) ?? []));
      return [...formats].flatMap((format) => {
        const without = most.filter((family) => lettersOf(`image-${format}`, family).includes("n"));
        const names = without.map((family) => families[family]).join(" and ");
        return names
          ? [
              {
                at: { kind: "mail" as const },
                why: `Pictures in the format ${format.toUpperCase()} are not shown everywhere: not by all versions of ${names}.`,
              },
            ]
          : [];
      });
    },
  },
} satisfies Record<string, IssueCheck>;

/** Scores every family of mail programs that caniemail.com tests. */
export function clientScores(tree: HtmlTree): ClientScore[] {
  const used = usedFeatures(tree);
  const nodes = tree.elements.length;
  return Object.entries(families).map(([family, name]) => {
    let [partial, unsupported] = [0, 0];
    for (const [feature, count] of used) {
      const letters = [...lettersOf(feature, family)].filter((letter) => letter !== "u");
      if (letters.length === 0) continue;
      const share = (wanted: string) => (100 * letters.filter((letter) => letter === wanted).length) / letters.length;
      const weight = Math.min(1, count / nodes);
      partial = Math.max(partial, share("a") * weight);
      unsupported = Math.max(unsupported, share("n") * weight);
    }
    return { family: name, supported: Math.max(0, 100 - partial - unsupported), partial, unsupported };
  });
}

/** Places of the clients of each family in a feature's letters. */
const placesOf = new Map(
  Object.keys(families).map((family) => [family, support.clients.flatMap((one, at) => (one === family ? [at] : []))]),
);

function lettersOf(feature: string, family: string): string {
  const letters = features[feature] ?? "";
  return (placesOf.get(family) ?? []).map((at) => letters[at] ?? "u").join("");
}

/** Returns every feature that a mail uses which caniemail.com tests, with the number of its places. */
export function usedFeatures({ elements }: HtmlTree): Map<string, number> {
  const used = new Map<string, number>();
  const note = (feature: string) => feature in features && used.set(feature, (used.get(feature) ?? 0) + 1);
  for (const element of elements) {
    for (const feature of new Set([...ofElement(element), ...ofStyle(element.attributes.style ?? "")])) note(feature);
    if (element.name === "style") for (const feature of ofSheet(String(element.children[0] ?? ""))) note(feature);
  }
  return used;
}

/** Attributes that are tested as such; `style` and others have the name of an element that is. */
const tested =
  /^(align|aria-\w+|background|cellpadding|cellspacing|dir|height|hidden|lang|required|role|srcset|target|valign|width)$/;
const semantic = /^(article|aside|details|figcaption|figure|footer|header|main|mark|nav|section|summary|time)$/;

function ofElement({ name, attributes }: HtmlElement): string[] {
  const href = attributes.href ?? "";
  const format = formatOf({ name, attributes });
  return [
    `html-${name}`,
    ...(/^h[1-6]$/.test(name) ? ["html-h1-h6"] : []),
    ...(/^(ul|ol|dl)$/.test(name) ? ["html-lists"] : []),
    ...(/^(s|strike)$/.test(name) ? ["html-strike"] : []),
    ...(semantic.test(name) ? ["html-semantics"] : []),
    ...(name === "meta" && attributes.name === "color-scheme" ? ["html-meta-color-scheme"] : []),
    ...(href.startsWith("mailto:") ? ["html-mailto-links"] : href.startsWith("#") ? ["html-anchor-links"] : []),
    ...(format ? [`image-${format}`] : []),
    ...Object.keys(attributes).flatMap((attribute) => (tested.test(attribute) ? [`html-${attribute}`] : [])),
  ];
}

function formatOf({ name, attributes }: Pick<HtmlElement, "name" | "attributes">): string | null {
  const ending = name === "img" ? /\.(\w+)(?:[?#]|$)/.exec(attributes.src ?? "")?.[1]?.toLowerCase() : undefined;
  return ending ? (ending === "jpeg" ? "jpg" : ending) : null;
}

function ofStyle(style: string): string[] {
  return [...declarationsIn(style)].flatMap(([property, value]) => [...ofProperty(property, value), ...ofValue(value)]);
}

/** A longer property counts as the one that it belongs to: `padding-left` as `padding`. */
function ofProperty(property: string, value: string): string[] {
  if (property === "display" && /^(none|flex|grid)\b/.test(value)) return [`css-display-${/^\w+/.exec(value)![0]}`];
  for (let name = property; name; name = name.slice(0, Math.max(0, name.lastIndexOf("-"))))
    if (`css-${name}` in features) return [`css-${name}`];
  return [];
}

function ofValue(value: string): string[] {
  const units = [...value.matchAll(/\d(px|em|rem|ex|ch|pt|pc|cm|mm|in|vh|vw|vmin|vmax|%)/g)].map(([, unit]) => unit!);
  const functions = [
    ...value.matchAll(/\b(calc|clamp|min|max|rgba?|linear-gradient|radial-gradient|var|light-dark)\(/g),
  ];
  return [
    ...units.map((unit) => `css-unit-${unit === "%" ? "percent" : unit}`),
    ...functions.map(([, name]) =>
      /^rgba?$|gradient$/.test(name!)
        ? `css-${name}`
        : name === "var"
          ? "css-variables"
          : name === "calc"
            ? "css-unit-calc"
            : `css-function-${name}`,
    ),
    ...(value.includes("!important") ? ["css-important"] : []),
  ];
}

/** Of a style sheet: its at-rules, selectors and declarations, each once a rule. */
function ofSheet(sheet: string): string[] {
  const parts = [...sheet.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/([^{}]*)([{}])/g)];
  return parts.flatMap(([, text, brace]) => (brace === "{" ? ofSelector(text!.trim()) : ofStyle(text!)));
}

function ofSelector(selector: string): string[] {
  const query = /@media([^{]*)/.exec(selector)?.[1];
  if (query !== undefined)
    return [
      "css-at-media",
      ...["prefers-color-scheme", "prefers-reduced-motion", "orientation", "hover"]
        .filter((name) => query.includes(name))
        .map((name) => `css-at-media-${name}`),
    ];
  if (selector.startsWith("@")) return [`css-at-${/^@([\w-]+)/.exec(selector)?.[1]}`];
  return [
    ...(selector.includes(",") ? ["css-selector-grouping"] : []),
    ...(selector.includes(">") ? ["css-selector-child"] : []),
    ...(/[\w\])] +[\w.#[]/.test(selector) ? ["css-selector-descendant"] : []),
    ...(selector.includes(".") ? ["css-selector-class"] : []),
    ...(selector.includes("[") ? ["css-selector-attribute"] : []),
    ...(/(^|[\s,>])[a-z]/.test(selector) ? ["css-selector-type"] : []),
    ...[...selector.matchAll(/:([\w-]+)/g)].map(([, name]) => `css-pseudo-class-${name}`),
  ];
}
