/** An element of a mail's HTML. Names are in lower case; `children` has texts as strings, entities resolved. */
export type HtmlElement = {
  name: string;
  attributes: Record<string, string>;
  children: (HtmlElement | string)[];
  parent: HtmlElement | null;
};

/** A mail's HTML. `hidden`: the comments that only Outlook's Word engine reads. */
export type HtmlTree = { root: HtmlElement; elements: HtmlElement[]; hidden: string[] };

const empty = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
const piece =
  /<!--([\s\S]*?)-->|<![^>]*>|<(\/?)([a-z][\w:-]*)((?:\s+[^\s=>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*(\/?)>|[^<]+|</gi;

/** Reads the HTML of a mail, which we wrote: elements are closed in their order. */
export function htmlTree(html: string): HtmlTree {
  const root: HtmlElement = { name: "", attributes: {}, children: [], parent: null };
  const tree: HtmlTree = { root, elements: [], hidden: [] };
  let open = root;
  for (const [source, comment, closing, name, attributes, closed] of html.matchAll(piece)) {
    if (comment !== undefined) {
      if (/^\[if /.test(comment)) tree.hidden.push(comment);
    } else if (name === undefined) {
      if (!source.startsWith("<!")) open.children.push(plainText(source));
    } else if (closing) {
      open = closedUpTo(open, name.toLowerCase());
    } else {
      const element: HtmlElement = {
        name: name.toLowerCase(),
        attributes: attributesIn(attributes!),
        children: [],
        parent: open,
      };
      open.children.push(element);
      tree.elements.push(element);
      if (!closed && !empty.test(element.name)) open = element;
    }
  }
  return tree;
}

function closedUpTo(open: HtmlElement, name: string): HtmlElement {
  for (let one: HtmlElement | null = open; one; one = one.parent) if (one.name === name) return one.parent!;
  return open;
}

function attributesIn(source: string): Record<string, string> {
  const found = source.matchAll(/([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g);
  return Object.fromEntries(
    [...found].map(([, name, double, single, plain]) => [
      name!.toLowerCase(),
      plainText(double ?? single ?? plain ?? ""),
    ]),
  );
}

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  zwnj: "\u200c",
  shy: "\u00ad",
};

function plainText(source: string): string {
  return source.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) =>
    name ? (entities[name] ?? whole) : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex!, 16)),
  );
}

/** Returns the text of an element, white space as one space; descriptions of pictures stand for them. */
export function textIn(element: HtmlElement): string {
  const texts: string[] = [];
  const waiting: (HtmlElement | string)[] = [element];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one === "string") texts.push(one);
    else if (one.name === "img") texts.push(one.attributes.alt ?? "");
    else if (one.name !== "style") for (const child of [...one.children].reverse()) waiting.push(child);
  }
  return texts
    .join("")
    .replace(/[\s\u034f\u200c\u00ad\u00a0]+/g, " ")
    .trim();
}

/** Yields an element's ancestors, the nearest first. */
export function* ancestorsOf(element: HtmlElement): Generator<HtmlElement> {
  for (let one = element.parent; one; one = one.parent) yield one;
}

/** Returns the declarations of a style attribute or rule, by property in lower case. */
export function declarationsIn(style: string): Map<string, string> {
  return new Map(
    style.split(";").flatMap((one) => {
      const colon = one.indexOf(":");
      return colon < 0 ? [] : [[one.slice(0, colon).trim().toLowerCase(), one.slice(colon + 1).trim()] as const];
    }),
  );
}
