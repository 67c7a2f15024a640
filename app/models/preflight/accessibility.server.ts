import type { IssueCheck } from "./check.server.ts";
import { ancestorsOf, declarationsIn, textIn, type HtmlElement, type HtmlTree } from "./htmlTree.server.ts";
import { colouredTexts, isHidden } from "./mailColours.server.ts";

/** A rule about a mail's HTML: what it asks, and what breaks it, in sentences. */
type MailRule = { asks: string; breaks: (tree: HtmlTree) => string[] };

/** Pixels; smaller text is hard to read on a phone. */
const smallestText = 14;
const enoughContrast = 4.5;

/**
 * The rules of the Email Markup Consortium's accessibility report of 2026 that a program can check, with those of WCAG
 * below them. Every mail that we send keeps all of them.
 */
export const mailRules = {
  "mail-language": rule("The mail names its language.", ({ elements }) =>
    elements.some(({ name, attributes }) => name === "html" && attributes.lang)
      ? []
      : ["The mail does not name its language."],
  ),
  "content-language": rule("What the mail's body holds names its language.", (tree) =>
    topOf(tree).every(({ attributes }) => attributes.lang)
      ? []
      : ["A part of the mail loses its language where a program drops the outermost element."],
  ),
  "content-direction": rule("What the mail's body holds names its direction.", (tree) =>
    topOf(tree).every(({ attributes }) => attributes.dir)
      ? []
      : ["A part of the mail does not name the direction in which it is read."],
  ),
  "mail-title": rule("The mail has a title.", ({ elements }) =>
    elements.some((one) => one.name === "title" && textIn(one) !== "")
      ? []
      : ["The mail has no title for those who open it in a browser."],
  ),
  "layout-tables": rule("Tables that only lay out say so.", ({ elements }) =>
    elements
      .filter((one) => one.name === "table" && !isPresentation(one) && !isOfData(one))
      .map(() => "A table that only lays out is read aloud as a table."),
  ),
  "data-tables": rule("Tables of data have headings.", ({ elements }) =>
    elements
      .filter((one) => one.name === "table" && isOfData(one) && isPresentation(one))
      .map((one) => `The table “${textIn(one).slice(0, 40)}” has headings that nobody who listens is told of.`),
  ),
  "first-heading": rule("The mail has one heading of the first level.", ({ elements }) => {
    const count = elements.filter(({ name }) => name === "h1").length;
    return count === 1
      ? []
      : [
          count === 0
            ? "The mail has no heading of the first level."
            : `The mail has ${count} headings of the first level.`,
        ];
  }),
  "heading-order": rule("No level of headings is left out.", ({ elements }) => {
    const headings = elements.filter(({ name }) => /^h[1-6]$/.test(name));
    return headings.flatMap((one, i) => {
      const [level, before] = [Number(one.name[1]), Number(headings[i - 1]?.name[1] ?? 0)];
      return level > before + 1
        ? [`The heading “${textIn(one)}” leaves a level out: it is of level ${level}, after ${before}.`]
        : [];
    });
  }),
  "empty-heading": rule("No heading is empty.", ({ elements }) =>
    elements.filter((one) => /^h[1-6]$/.test(one.name) && textIn(one) === "").map(() => "A heading is empty."),
  ),
  "link-names": rule("Every link has words.", ({ elements }) =>
    linksIn(elements)
      .filter((one) => textIn(one) === "")
      .map(({ attributes }) => `A link to ${attributes.href} has no words, nor a description of its picture.`),
  ),
  "picture-alternatives": rule("Every picture has a description, or says that it needs none.", ({ elements }) =>
    elements
      .filter(({ name, attributes }) => name === "img" && attributes.alt === undefined)
      .map(({ attributes }) => `The picture ${attributes.src} has no description.`),
  ),
  "picture-names": rule("No description of a picture is the name of its file.", ({ elements }) =>
    elements
      .filter(({ name, attributes }) => name === "img" && /\.(jpe?g|png|gif|webp|svg)$/i.test(attributes.alt ?? ""))
      .map(({ attributes }) => `A picture is described as “${attributes.alt}”.`),
  ),
  "outlook-pictures": rule("What only Outlook draws has descriptions, and no links or headings.", ({ hidden }) =>
    hidden.flatMap((comment) => {
      const drawn = comment.match(/<v:(rect|image|roundrect|shape|oval)\b[^>]*>/gi) ?? [];
      const bare = drawn.filter((tag) => !/\salt="/.test(tag)).map(() => "A picture for Outlook has no description.");
      const inside = /<v:textbox[\s\S]*?<(a|h[1-6])\b/i.test(comment)
        ? ["A picture for Outlook has a link or a heading in it, which no keyboard reaches."]
        : [];
      return [...bare, ...inside];
    }),
  ),
  "light-contrast": rule("Every text stands out from its ground, in light.", contrastIn("light")),
  "dark-contrast": rule("Every text stands out from its ground, in dark.", contrastIn("dark")),
  "text-size": rule("No text is smaller than 14 pixels.", (tree) =>
    colouredTexts(tree, "light")
      .filter(({ size, element }) => size < smallestText && !/^su[bp]$/.test(element))
      .map(({ size, words }) => `“${words}” is ${Math.round(size)} pixels high.`),
  ),
  zoom: rule("Readers can make it larger.", ({ elements }) =>
    elements.some(
      ({ name, attributes }) =>
        name === "meta" &&
        attributes.name === "viewport" &&
        /user-scalable\s*=\s*(no|0)|maximum-scale\s*=\s*[01](\.0+)?\b/i.test(attributes.content ?? ""),
    )
      ? ["The mail forbids to make it larger."]
      : [],
  ),
  "justified-text": rule("No text is justified.", ({ elements }) =>
    elements
      .filter(
        ({ attributes }) =>
          attributes.align === "justify" || declarationsIn(attributes.style ?? "").get("text-align") === "justify",
      )
      .map((one) => `“${textIn(one).slice(0, 40)}” is justified: its gaps make it hard to read.`),
  ),
  "list-items": rule("Lists hold items, and items stand in lists.", ({ elements }) =>
    elements
      .filter((one) =>
        one.name === "li"
          ? !/^(ul|ol)$/.test(one.parent!.name)
          : /^(ul|ol)$/.test(one.name) &&
            one.children.some((child) => typeof child !== "string" && child.name !== "li"),
      )
      .map((one) => `“${textIn(one).slice(0, 40)}” is a list that is no list for whoever listens.`),
  ),
  "moving-text": rule("Nothing blinks or moves by itself.", ({ elements }) =>
    elements
      .filter(({ name, attributes }) => /^(marquee|blink)$/.test(name) || "autoplay" in attributes)
      .map(({ name }) => `An element (${name}) moves by itself.`),
  ),
  "one-id-once": rule("No id is given twice.", ({ elements }) => {
    const ids = elements.flatMap(({ attributes }) => (attributes.id ? [attributes.id] : []));
    return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))].map((id) => `The id “${id}” is given twice.`);
  }),
  "nested-links": rule("No link stands in another, or where nobody who listens gets.", ({ elements }) =>
    linksIn(elements)
      .filter((one) =>
        [...ancestorsOf(one)].some(({ name, attributes }) => name === "a" || attributes["aria-hidden"] === "true"),
      )
      .map((one) => `The link “${textIn(one)}” stands where it cannot be followed.`),
  ),
} satisfies Record<string, MailRule>;

export type MailRuleName = keyof typeof mailRules;

/** The same rules as checks of an issue's mail. */
export const accessibilityChecks = Object.fromEntries(
  Object.entries(mailRules).map(([name, { asks, breaks }]): [string, IssueCheck] => [
    name,
    {
      place: "mail",
      level: "advisory",
      asks,
      find: ({ tree }) => [...new Set(breaks(tree))].slice(0, 5).map((why) => ({ at: { kind: "mail" }, why })),
    },
  ]),
) as Record<MailRuleName, IssueCheck>;

function rule(asks: string, breaks: MailRule["breaks"]): MailRule {
  return { asks, breaks };
}

/** Direct children of the body that show something. */
function topOf({ elements }: HtmlTree): HtmlElement[] {
  const body = elements.find(({ name }) => name === "body");
  return (body?.children ?? []).filter(
    (child): child is HtmlElement => typeof child !== "string" && textIn(child) !== "",
  );
}

function isPresentation({ attributes }: HtmlElement): boolean {
  return /^(presentation|none)$/.test(attributes.role ?? "");
}

function isOfData(table: HtmlElement): boolean {
  const inside = (one: HtmlElement): boolean =>
    one.children.some(
      (child) =>
        typeof child !== "string" && (/^(th|caption)$/.test(child.name) || (child.name !== "table" && inside(child))),
    );
  return inside(table);
}

/** Without the one that nobody can meet. */
function linksIn(elements: HtmlElement[]): HtmlElement[] {
  return elements.filter((one) => one.name === "a" && one.attributes.href !== undefined && !isHidden(one));
}

function contrastIn(scheme: "light" | "dark"): MailRule["breaks"] {
  return (tree) =>
    colouredTexts(tree, scheme)
      .filter(({ ratio }) => ratio < enoughContrast)
      .map(
        ({ words, ink, ground, ratio }) =>
          `“${words}” is ${ink} on ${ground} in ${scheme}: a contrast of ${ratio.toFixed(1)}, where 4.5 is needed.`,
      );
}
