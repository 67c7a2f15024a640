import MarkdownIt from "markdown-it";
import footnotes from "markdown-it-footnote";
import { tableTokens } from "#app/models/markdownTables.server.ts";
import { taskSigns } from "#app/models/markdownTasks.server.ts";
import { calloutKindOf } from "./callouts.server.ts";
import { cjkRules } from "./cjk.server.ts";
import { definitionLists } from "./definitions.server.ts";
import { wikiSigns } from "./wiki.server.ts";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/** Lists and quotes in each other: a list and its item are two. Deeper ones are left out, and that is said. */
const deepest = 400;

const markdown = MarkdownIt({ html: true, linkify: true })
  .use(footnotes)
  .use(definitionLists)
  .use(wikiSigns)
  .use(cjkRules)
  .use(tableTokens)
  .use(taskSigns)
  .use(headingNames)
  .use(calloutElements)
  .use(withoutAttributes)
  .use(figuresOfImages)
  .use(linesOfBlocks);
markdown.set({ maxNesting: deepest });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
// Any scheme is a link here, so that what becomes of it is said.
markdown.validateLink = () => true;
markdown.renderer.rules.table_open = (tokens, i, options, _env, renderer) => {
  const caption = tokens[i]!.attrGet("caption");
  tokens[i]!.attrs = tokens[i]!.attrs?.filter(([name]) => name !== "caption") ?? null;
  const words = caption === null ? "" : `<caption>${markdown.utils.escapeHtml(String(caption))}</caption>`;
  return renderer.renderToken(tokens, i, options) + words;
};

/** The attribute of an element that says on which line of the text it begins, from 1. */
export const lineAttribute = "data-line";

/**
 * Writes Markdown of any program as a page of HTML, as that program would. Each block names its line.
 * @returns also the first line of which something is left out, because it lies too deep; null for none
 */
export function pageOf(text: string): { html: string; cutAt: number | null } {
  const env = {};
  const tokens = markdown.parse(text, env);
  const deep = tokens.find(({ level, nesting }) => nesting === 1 && level >= deepest - 1);
  const html = markdown.renderer.render(tokens, markdown.options, env);
  return { html, cutAt: deep ? (deep.map?.[0] ?? 0) + 1 : null };
}

/** Headings have names by `{#name}` behind their words. */
function headingNames(markdown: Tokenizer): void {
  markdown.core.ruler.push("heading-names", ({ tokens }) => {
    tokens.forEach((token, i) => {
      if (token.type !== "heading_open") return;
      const last = tokens[i + 1]!.children?.at(-1);
      const words = last?.type === "text" ? last.content.trimEnd() : "";
      const start = words.lastIndexOf("{");
      if (!words.endsWith("}") || start < words.length - 300 || start < 0) return;
      last!.content = words.slice(0, start).trimEnd();
      const name = /#([\w-]+)/.exec(words.slice(start))?.[1];
      if (name) token.attrSet("id", name);
    });
  });
}

/** Quotes that begin with `[!NOTE]` are boxes; their title is a bold line. */
function calloutElements(markdown: Tokenizer): void {
  markdown.core.ruler.push("callouts", (state) => {
    const ends: boolean[] = [];
    for (const [i, token] of state.tokens.entries()) {
      if (token.type === "blockquote_close" && ends.pop()) token.tag = "div";
      if (token.type !== "blockquote_open") continue;
      const kind = state.tokens[i + 1]?.type === "paragraph_open" ? titled(state.tokens[i + 2]!) : null;
      ends.push(kind !== null);
      if (kind === null) continue;
      token.tag = "div";
      token.attrSet("class", `pressrun-callout ${kind}`);
    }
  });

  function titled({ content, children }: Token): "note" | "warning" | null {
    const [whole, name = "", title = ""] = /^\[!([a-z]+)(?:\|[^\]]*)?\][+-]?[ \t]*(.*)/i.exec(content) ?? [];
    const kind = whole === undefined ? null : (calloutKindOf(name) ?? "note");
    if (kind === null || !children) return null;
    const end = children.findIndex(({ type }) => type === "softbreak" || type === "hardbreak");
    const rest = end < 0 ? [] : children.slice(end + 1);
    const words = title.trim() === "" ? [] : (markdown.parseInline(title.trim(), {})[0]?.children ?? []);
    const mark = (type: string, tag: string, nesting: -1 | 0 | 1) =>
      Object.assign(newToken(children), { type, tag, nesting });
    const bold =
      words.length > 0 ? [mark("strong_open", "strong", 1), ...words, mark("strong_close", "strong", -1)] : [];
    const gap = bold.length > 0 && rest.length > 0 ? [mark("hardbreak", "br", 0)] : [];
    children.splice(0, children.length, ...bold, ...gap, ...rest);
    return kind;
  }

  function newToken([like]: Token[]): Token {
    return Object.assign(Object.create(Object.getPrototypeOf(like) as object) as Token, {
      ...like,
      attrs: null,
      children: null,
      content: "",
      markup: "",
    });
  }
}

/** Attributes in braces behind a picture or a link say how it looks. */
function withoutAttributes(markdown: Tokenizer): void {
  markdown.core.ruler.push("attributes", ({ tokens }) => {
    for (const { children } of tokens)
      children?.forEach((child, i) => {
        const before = children[i - 1]?.type ?? "";
        if (child.type === "text" && /^(image|link_close|code_inline|strong_close|em_close)$/.test(before))
          child.content = child.content.replace(/^\{:?\s*[^{}\n]*[=.#:][^{}\n]*\}/, "");
      });
  });
}

/** A picture alone in its paragraph is a figure: its title is the caption, or emphasised words on the line below it. */
function figuresOfImages(markdown: Tokenizer): void {
  markdown.core.ruler.push("figures-of-images", ({ tokens }) => {
    tokens.forEach((token, i) => {
      const inline = tokens[i + 1];
      if (token.type !== "paragraph_open" || inline?.children?.[0]?.type !== "image") return;
      const [image, ...others] = inline.children.filter(
        ({ type, content }) => type !== "text" || content.trim() !== "",
      );
      const caption = captionIn(others) ?? (others.length === 0 ? String(image!.attrGet("title") ?? "") : null);
      if (caption === null) return;
      token.tag = "figure";
      tokens[i + 2]!.tag = "figure";
      // A tight item has no elements of its paragraphs.
      token.hidden = tokens[i + 2]!.hidden = false;
      image!.attrs = image!.attrs?.filter(([name]) => name !== "title") ?? null;
      const words = Object.assign(Object.create(Object.getPrototypeOf(image!) as object) as Token, {
        ...image!,
        type: "html_inline",
        tag: "",
        attrs: null,
        children: null,
      });
      words.content = caption === "" ? "" : `<figcaption>${markdown.utils.escapeHtml(caption)}</figcaption>`;
      inline.children = [image!, words];
    });
  });
}

function captionIn([lineBreak, open, ...rest]: Token[]): string | null {
  if (!/break$/.test(lineBreak?.type ?? "") || open?.type !== "em_open" || rest.at(-1)?.type !== "em_close")
    return null;
  const words = rest.slice(0, -1);
  if (words.some(({ type }) => type === "em_close")) return null;
  return words.map(({ type, content }) => (/break$/.test(type) ? " " : content)).join("");
}

function linesOfBlocks(markdown: Tokenizer): void {
  markdown.core.ruler.push("lines", ({ tokens }) => {
    for (const token of tokens)
      if (token.map && token.nesting >= 0 && token.type !== "inline" && token.type !== "html_block")
        token.attrSet(lineAttribute, String(token.map[0] + 1));
  });
}
