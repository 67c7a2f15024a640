import type { SaxesTagPlain } from "saxes";

/** An element of an XML file; `text`: all words below it. */
export type XmlElement = {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: (XmlElement | string)[];
};

/** In characters, of one element with all below it; more is left out of it. */
const longestElement = 5_000_000;
const mostElements = 20_000;
const deepest = 100;
/** Elements in elements of a whole file, and characters without an element between them: behind more of them it is not read. */
const mostOpen = 10_000;
const mostUnbroken = 32_000_000;

/**
 * Reads the elements with these names out of an XML file of any length, one after the other; those inside of another are parts of
 * it. No document type is followed, so that no entity but XML's own is anything. A broken file is read as far as it goes.
 */
export async function* xmlElements(
  chunks: AsyncIterable<Uint8Array>,
  names: readonly string[],
): AsyncGenerator<XmlElement> {
  const { SaxesParser } = await import("saxes");
  const parser = new SaxesParser({ xmlns: false, position: false });
  const collector = new Collector(new Set(names));
  let [open, unbroken] = [0, 0];
  parser.on("opentag", (tag) => {
    [open, unbroken] = [open + 1, 0];
    collector.open(tag);
  });
  parser.on("closetag", () => {
    [open, unbroken] = [open - 1, 0];
    collector.close();
  });
  parser.on("text", (text) => collector.add(text));
  parser.on("cdata", (text) => collector.add(text));
  // With a listener, nothing is thrown for a fault.
  parser.on("error", () => {});
  const decoder = { is: null as TextDecoder | null };
  for await (const chunk of chunks) {
    decoder.is ??= new TextDecoder(encodingOf(chunk));
    const text = decoder.is.decode(chunk, { stream: true });
    unbroken += text.length;
    parser.write(text);
    yield* collector.taken();
    if (open > mostOpen || unbroken > mostUnbroken) return;
  }
  parser.close();
  yield* collector.taken();
}

/** The encoding that the first line says, when it is one that can be read. */
function encodingOf(chunk: Uint8Array): string {
  const head = Buffer.from(chunk.subarray(0, 200)).toString("latin1");
  const said = /<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(head)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(said).encoding;
  } catch {
    return "utf-8";
  }
}

class Collector {
  private readonly open_: XmlElement[] = [];
  private done: XmlElement[] = [];
  private length = 0;
  private count = 0;
  /** Open elements below the deepest. */
  private over = 0;

  constructor(private readonly names: Set<string>) {}

  open({ name, attributes }: SaxesTagPlain): void {
    if (this.open_.length === 0 && !this.names.has(name)) return;
    if (this.open_.length === 0) [this.length, this.count] = [0, 0];
    this.count += 1;
    if (this.open_.length >= deepest || this.count > mostElements) {
      this.over += 1;
      return;
    }
    const made: XmlElement = { name, attributes, text: "", children: [] };
    this.open_.at(-1)?.children.push(made);
    this.open_.push(made);
  }

  close(): void {
    if (this.open_.length === 0) return;
    if (this.over > 0) {
      this.over -= 1;
      return;
    }
    const closed = this.open_.pop()!;
    const around = this.open_.at(-1);
    if (around) around.text += closed.text;
    else this.done.push(closed);
  }

  add(text: string): void {
    const inner = this.open_.at(-1);
    if (!inner || this.length > longestElement) return;
    this.length += text.length;
    inner.text += text;
    inner.children.push(text);
  }

  taken(): XmlElement[] {
    const { done } = this;
    this.done = [];
    return done;
  }
}

/** Returns the children of an element with a name. */
export function childrenOf({ children }: XmlElement, ...names: string[]): XmlElement[] {
  return children.filter((child): child is XmlElement => typeof child !== "string" && names.includes(child.name));
}

/** Returns the words of the first child with a name that has some, trimmed; empty for none. */
export function wordsOfChild(element: XmlElement, ...names: string[]): string {
  for (const name of names)
    for (const child of childrenOf(element, name)) if (child.text.trim() !== "") return child.text.trim();
  return "";
}

/** Writes what stands in an element as HTML: Atom may have it so. */
export function htmlInside({ children }: XmlElement): string {
  return children
    .map((child) => {
      if (typeof child === "string") return escaped(child);
      const name = child.name.replace(/^\w+:/, "");
      const attributes = Object.entries(child.attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
      return `<${name}${attributes.join("")}>${htmlInside(child)}</${name}>`;
    })
    .join("");
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
