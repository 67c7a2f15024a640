import MarkdownIt from "markdown-it";

/** An element of a page from elsewhere; names of elements and attributes are in small letters. */
export type ForeignElement = {
  name: string;
  attributes: Record<string, string>;
  children: (ForeignElement | string)[];
  parent: ForeignElement | null;
};

/** The elements of a page below one root, and its comments in order, each cut to its first words. */
type ForeignPage = { root: ForeignElement; comments: string[] };

/** Deeper elements are dissolved: their words stay in the deepest. Layouts of mails go down to about 60. */
const deepest = 200;
const mostAttributes = 60;
const longestComment = 200;

const empty = new Set(
  "area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen".split(" "),
);
/** Elements whose content is no HTML. */
const raw = new Set("script style textarea title xmp iframe noembed noframes noscript".split(" "));
/** Elements that end an open paragraph (HTML 13.2.6.4.7). */
const endsParagraph = new Set(
  (
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 " +
    "h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table ul"
  ).split(" "),
);
/** The elements that the beginning of another ends, and those that hold them: nothing above is ended. */
const endedBy: Record<string, { ends: string[]; within: string[] }> = {
  li: { ends: ["li"], within: ["ul", "ol", "menu", "dir"] },
  dt: { ends: ["dt", "dd"], within: ["dl"] },
  dd: { ends: ["dt", "dd"], within: ["dl"] },
  tr: { ends: ["tr", "caption", "colgroup"], within: ["table"] },
  td: { ends: ["td", "th"], within: ["tr", "table"] },
  th: { ends: ["td", "th"], within: ["tr", "table"] },
  thead: { ends: ["thead", "tbody", "tfoot", "caption", "colgroup"], within: ["table"] },
  tbody: { ends: ["thead", "tbody", "tfoot", "caption", "colgroup"], within: ["table"] },
  tfoot: { ends: ["thead", "tbody", "tfoot", "caption", "colgroup"], within: ["table"] },
  option: { ends: ["option"], within: ["select"] },
  a: { ends: ["a"], within: ["td", "th", "table", "div", "section"] },
};
/** An end inside of these ends nothing outside of them. */
const walls = new Set(["td", "th", "table"]);

/**
 * Reads HTML as browsers do where it matters: ends that are left out, ends too many, entities, quotes of attributes. Any
 * text is read in a time that grows with its length alone; the libraries that could read it take minutes for hostile nesting.
 */
export function foreignPage(html: string): ForeignPage {
  const reader = new TreeReader(html);
  reader.readAll();
  return { root: reader.root, comments: reader.comments };
}

class TreeReader {
  readonly root: ForeignElement = { name: "#root", attributes: {}, children: [], parent: null };
  readonly comments: string[] = [];
  private readonly open: ForeignElement[] = [this.root];
  /** How many elements are open below the deepest. */
  private over = 0;
  private at = 0;
  /** Signs that were sought to the end in vain are not sought again. */
  private readonly absent = new Set<string>();

  constructor(private readonly html: string) {}

  readAll(): void {
    const { html } = this;
    while (this.at < html.length) {
      const tag = html.indexOf("<", this.at);
      const end = tag < 0 ? html.length : tag;
      if (end > this.at) this.addText(html.slice(this.at, end));
      this.at = end;
      if (tag >= 0) this.readTag();
    }
  }

  private readTag() {
    const { html, at } = this;
    if (html.startsWith("<!--", at)) return this.readComment();
    const next = html[at + 1] ?? "";
    if (next === "!" || next === "?") {
      const end = this.find(">", at);
      this.at = end < 0 ? html.length : end + 1;
    } else if (next === "/" && /[a-z]/i.test(html[at + 2] ?? "")) this.readEnd();
    else if (/[a-z]/i.test(next)) this.readStart();
    else {
      this.addText("<");
      this.at += 1;
    }
  }

  /** A comment that nobody closed ends with its tag, so that the text behind it is not lost. */
  private readComment() {
    const start = this.at + 4;
    const end = this.find("-->", start);
    const short = end < 0 ? this.find(">", start) : end;
    this.comments.push(this.html.slice(start, short < 0 ? undefined : Math.min(short, start + longestComment)).trim());
    this.at = short < 0 ? this.html.length : short + (end < 0 ? 1 : 3);
  }

  private readEnd() {
    const name = this.nameAt(this.at + 2);
    const end = this.find(">", this.at);
    this.at = end < 0 ? this.html.length : end + 1;
    if (name === "br") this.add(element("br", {}));
    else if (!empty.has(name)) this.close(name);
  }

  private readStart() {
    const name = this.nameAt(this.at + 1);
    const attributes = this.readAttributes(this.at + 1 + name.length);
    const made = element(name, attributes);
    this.endBefore(name);
    this.add(made);
    if (empty.has(name)) return;
    if (raw.has(name)) return this.readRaw(made);
    if (this.open.length >= deepest) this.over += 1;
    else this.open.push(made);
  }

  private nameAt(at: number): string {
    const name = /[^\s/>]{1,60}/y;
    name.lastIndex = at;
    return (name.exec(this.html)?.[0] ?? "").toLowerCase();
  }

  private readAttributes(from: number): Record<string, string> {
    const attribute = /[\s/]*([^\s=>"'/]+|["'])(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']*)))?/y;
    attribute.lastIndex = from;
    const given: Record<string, string> = {};
    let [count, end] = [0, from];
    for (let found = attribute.exec(this.html); found; found = attribute.exec(this.html)) {
      end = attribute.lastIndex;
      const name = found[1]!.toLowerCase();
      if (count < mostAttributes && !Object.hasOwn(given, name)) {
        given[name] = decoded(found[2] ?? found[3] ?? found[4] ?? "");
        count += 1;
      }
    }
    const close = this.find(">", end);
    this.at = close < 0 ? this.html.length : close + 1;
    return given;
  }

  private readRaw(made: ForeignElement) {
    const end = new RegExp(`</${made.name}(?=[\\s/>])`, "gi");
    end.lastIndex = this.at;
    const found = this.absent.has(made.name) ? null : end.exec(this.html);
    if (!found) this.absent.add(made.name);
    // One that nobody closed holds nothing.
    if (!found) return;
    made.children.push(this.html.slice(this.at, found.index));
    const close = this.find(">", found.index);
    this.at = close < 0 ? this.html.length : close + 1;
  }

  private endBefore(name: string) {
    if (this.over > 0) return;
    if (endsParagraph.has(name)) this.endOpen(["p"], [...walls, "button", "object"]);
    const ended = endedBy[name];
    if (ended) this.endOpen(ended.ends, ended.within);
  }

  private endOpen(names: string[], within: string[]) {
    for (let i = this.open.length - 1; i > 0; i -= 1) {
      const { name } = this.open[i]!;
      if (names.includes(name)) {
        this.open.length = i;
        return;
      }
      if (within.includes(name)) return;
    }
  }

  private close(name: string) {
    if (this.over > 0) {
      this.over -= 1;
      return;
    }
    const isWall = walls.has(name) || ["tr", "tbody", "thead", "tfoot"].includes(name);
    for (let i = this.open.length - 1; i > 0; i -= 1) {
      const open = this.open[i]!.name;
      if (open === name) {
        this.open.length = i;
        return;
      }
      if (!isWall && walls.has(open)) return;
    }
  }

  private find(what: string, from: number): number {
    if (this.absent.has(what)) return -1;
    const found = this.html.indexOf(what, from);
    if (found < 0) this.absent.add(what);
    return found;
  }

  private addText(text: string) {
    const { children } = this.open.at(-1)!;
    const words = decoded(text);
    if (typeof children.at(-1) === "string") children[children.length - 1] = (children.at(-1) as string) + words;
    else children.push(words);
  }

  private add(made: ForeignElement) {
    made.parent = this.open.at(-1)!;
    made.parent.children.push(made);
  }
}

function element(name: string, attributes: Record<string, string>): ForeignElement {
  return { name, attributes, children: [], parent: null };
}

const { unescapeAll } = MarkdownIt().utils;

/** Entities become their signs. Backslashes, which are signs of Markdown there, stay. */
function decoded(text: string): string {
  if (!text.includes("&")) return text;
  const numbered = text.replace(/&#(1[2-5]\d);/g, (_, code: string) => windows.decode(Uint8Array.of(Number(code))));
  return unescapeAll(numbered.replace(/\\/g, "\\\\"));
}

/** Numbers below 160 mean the signs that they have in Windows' own code (HTML 13.2.5.80). */
const windows = new TextDecoder("windows-1252");

/** Returns the words below an element on one line. */
export function wordsBelow(from: ForeignElement): string {
  return textBelow(from).replace(/\s+/g, " ").trim();
}

/** Returns the text below an element as it is written; a line break is one. */
export function textBelow(from: ForeignElement): string {
  const texts: string[] = [];
  for (const node of below(from)) {
    if (typeof node === "string") texts.push(node);
    else if (node.name === "br") texts.push("\n");
  }
  return texts.join("");
}

/** Walks all that stands below an element, in order; with its own stack. Scripts and styles are left out. */
export function* below(from: ForeignElement): Generator<ForeignElement | string> {
  const waiting: (ForeignElement | string)[] = [...from.children].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    if (typeof node === "string" || raw.has(node.name)) continue;
    for (let i = node.children.length - 1; i >= 0; i -= 1) waiting.push(node.children[i]!);
  }
}

/** Returns the elements below one that fit, in order. */
export function allBelow(from: ForeignElement, fits: (element: ForeignElement) => boolean): ForeignElement[] {
  const found: ForeignElement[] = [];
  for (const node of below(from)) if (typeof node !== "string" && fits(node)) found.push(node);
  return found;
}

/** Returns the first element below one that fits, or null. */
export function firstBelow(from: ForeignElement, fits: (element: ForeignElement) => boolean): ForeignElement | null {
  for (const node of below(from)) if (typeof node !== "string" && fits(node)) return node;
  return null;
}

/** True for an element with such a class. */
export function hasClass({ attributes }: ForeignElement, name: string): boolean {
  return (attributes.class ?? "").split(/\s+/).includes(name);
}
