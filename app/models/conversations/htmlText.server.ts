/** Characters of HTML that are read. */
const longest = 500_000;
/** Open elements that are remembered; deeper ones change nothing. */
const deepest = 300;

const unread = new Set(["script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"]);
const breaksLine = new Set(
  "address article aside blockquote center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split(
    " ",
  ),
);
/** Names that mail programs give to the element that holds the mail before. */
const quoteNames =
  /gmail_quote|yahoo_quoted|protonmail_quote|tutanota_quote|moz-cite-prefix|zmail_extra|OLK_SRC_BODY|mail-quote|reply-quote|mailcontainer_quote/i;
/** Outlook marks only where the mail before begins: all after it is quoted. */
const quotesRest = /\bid\s*=\s*["']?(x_)*(appendonsend|divRplyFwdMsg)\b/i;

type Open = { name: string; isQuote: boolean };

/**
 * Returns the text of a mail's HTML as a person reads it; what is quoted in it gets a `>` before each line. Any HTML is read
 * once from left to right, so that the time grows with its length alone.
 */
export function textOfHtml(html: string): string {
  const lines = new Lines();
  const source = html.slice(0, longest);
  const open: Open[] = [];
  const tag = /<(?:!--|(\/?)([a-z][a-z0-9:-]{0,40}))/giy;
  for (let at = 0; at < source.length;) {
    const next = source.indexOf("<", at);
    lines.add(decoded(source.slice(at, next < 0 ? source.length : next)));
    if (next < 0) break;
    tag.lastIndex = next;
    const [found, slash, name = ""] = tag.exec(source) ?? [];
    if (!found) {
      lines.add("<");
      at = next + 1;
      continue;
    }
    const isComment = found === "<!--";
    const end = source.indexOf(isComment ? "-->" : ">", next);
    if (end < 0) break;
    at = end + (isComment ? 3 : 1);
    if (isComment) continue;
    const element = name.toLowerCase();
    if (slash) closed(open, element);
    else if (unread.has(element)) at = afterElement(source, element, at);
    else {
      const whole = source.slice(next, Math.min(end, next + 1000));
      opened(open, element, whole);
      if (element === "div" && quotesRest.test(whole)) lines.rest = 1;
    }
    if (breaksLine.has(element) || element === "br") lines.end(element === "br" || element === "p");
    lines.depth = lines.rest + open.filter(({ isQuote }) => isQuote).length;
    if (element === "li" && !slash) lines.add("- ");
  }
  return lines.text();
}

/** Only what may hold a quotation is remembered. */
function opened(open: Open[], name: string, tag: string): void {
  if ((name !== "div" && name !== "blockquote") || open.length >= deepest) return;
  const holds = open.some(({ isQuote }) => isQuote);
  const isNamed = quoteNames.test(/\s(?:class|id)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/i.exec(tag)?.[1] ?? "");
  open.push({ name, isQuote: name === "blockquote" ? true : isNamed && !holds });
}

function closed(open: Open[], name: string): void {
  const at = open.findLastIndex((one) => one.name === name);
  if (at >= 0) open.length = at;
}

function afterElement(source: string, name: string, from: number): number {
  const end = new RegExp(`</${name}\\s*>`, "gi");
  end.lastIndex = from;
  return end.exec(source) ? end.lastIndex : source.length;
}

class Lines {
  depth = 0;
  /** 1 once all that follows is quoted. */
  rest = 0;
  #lines: string[] = [];
  #line = "";
  #lineDepth = 0;

  add(text: string): void {
    const words = text.replace(/[ \t\r\n\f]+/g, " ");
    if (this.#line === "") {
      this.#lineDepth = this.depth;
      this.#line = words.trimStart();
    } else this.#line += words;
  }

  /** @param isOwn true where an empty line is meant */
  end(isOwn: boolean): void {
    const isEmpty = this.#line.trim() === "";
    if (isEmpty && !isOwn) return;
    const depth = isEmpty ? this.depth : this.#lineDepth;
    this.#lines.push(`${depth > 0 ? `${">".repeat(Math.min(depth, 5))} ` : ""}${this.#line.trim()}`.trimEnd());
    this.#line = "";
  }

  text(): string {
    this.end(false);
    return this.#lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
  }
}

const named: Record<string, string> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", hellip: "…", mdash: "—", ndash: "–" },
  ...{ rsquo: "’", lsquo: "‘", rdquo: "”", ldquo: "“", laquo: "«", raquo: "»", bull: "•", middot: "·", copy: "©" },
  ...{ auml: "ä", ouml: "ö", uuml: "ü", Auml: "Ä", Ouml: "Ö", Uuml: "Ü", szlig: "ß", eacute: "é", egrave: "è" },
  ...{
    agrave: "à",
    ccedil: "ç",
    ntilde: "ñ",
    oacute: "ó",
    aacute: "á",
    iacute: "í",
    uacute: "ú",
    euro: "€",
    ecirc: "ê",
  },
  ...{ zwnj: "", zwj: "", shy: "" },
};

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return Object.hasOwn(named, name as string) ? named[name as string]! : whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || code < 9 ? "" : String.fromCodePoint(code);
  });
}
