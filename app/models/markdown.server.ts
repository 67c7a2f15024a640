import MarkdownIt from "markdown-it";
import footnotes from "markdown-it-footnote";
import { MarkdownParser } from "prosemirror-markdown";
import type { Node } from "prosemirror-model";
import { bodySchema, parseBody, type BodyFault } from "./body.server.ts";
import { blockKinds, emptyBody, partKinds, type Body } from "./body.ts";
import { markKinds } from "./marks.ts";
import { boxTokens } from "./markdownBoxes.server.ts";
import { chartTokens } from "./markdownCharts.server.ts";
import { cardTokens } from "./markdownCards.server.ts";
import { withoutComments } from "./markdownComments.server.ts";
import { markElements } from "./markdownElements.server.ts";
import { tableTokens } from "./markdownTables.server.ts";
import { taskSigns } from "./markdownTasks.server.ts";
import { figureTokens } from "./markdownFigures.server.ts";
import { footnoteTokens } from "./markdownFootnotes.server.ts";

/** A part of the Markdown that was left out or changed its form; `line` counts from 1. */
export type MarkdownNotice = { line: number; what: "picture" | "comment" | "repeated-note" };

/** `line` counts from 1, where it is known. `begins`: the first words of a comment that is not closed. */
export type MarkdownFault = BodyFault | { error: "comment-not-closed"; begins: string; line: number };

const tokenizer = MarkdownIt("commonmark", { html: false, linkify: false })
  .enable(["table", "strikethrough"])
  .use(markElements)
  .use(chartTokens)
  .use(tableTokens)
  .use(taskSigns)
  .use(boxTokens)
  .use(figureTokens)
  .use(cardTokens)
  .use(footnotes)
  .use(footnoteTokens);

const parser = new MarkdownParser(bodySchema, tokenizer, {
  ...Object.assign(
    {},
    ...[blockKinds, partKinds, markKinds].flatMap((kinds) => Object.values(kinds).map(({ markdown }) => markdown)),
  ),
  hardbreak: { node: "hardBreak" },
  note: { block: "footnote" },
});

/**
 * Converts Markdown (CommonMark with tables and footnotes) to our schema. Raw HTML becomes plain text, except
 * superscript, subscript, strike and line breaks; its comments, and those of other programs, are removed. Images from elsewhere are left out.
 * @param origin of this site, whose own images are kept
 * @returns the document and its notices; or its fault
 */
export function bodyFromMarkdown(
  text: string,
  origin?: string,
): { body: Body; notices: MarkdownNotice[] } | MarkdownFault {
  const read = withoutComments(text.replace(/\r\n?/g, "\n"));
  if ("error" in read) return read;
  try {
    const node: Node = parser.parse(read.text, { origin });
    const parsed = node.childCount === 0 ? { body: emptyBody } : parseBody(JSON.stringify(node.toJSON()));
    if ("error" in parsed) return parsed;
    const notices: MarkdownNotice[] = [
      ...read.foreign.map((line) => ({ line, what: "comment" as const })),
      ...changedIn(read.text, origin),
    ];
    return { body: parsed.body, notices: notices.sort((one, other) => one.line - other.line) };
  } catch (error) {
    // The parser throws for what a node or mark of our schema refuses, like a link to `ftp:` or a relative link.
    return { error: "unpublishable", why: (error as Error).message };
  }
}

/** Finds the pictures that are left out, and the footnotes that are there more than once. */
function changedIn(text: string, origin?: string): MarkdownNotice[] {
  if (!/!\[|\{\.card|\[\^/.test(text)) return [];
  return tokenizer.parse(text, { origin }).flatMap(({ children, map, meta }) => {
    const changed = (children ?? []).flatMap((child) => {
      if (child.type === "image") return "picture" as const;
      return (child.meta as { isAgain?: boolean } | null)?.isAgain ? ("repeated-note" as const) : [];
    });
    if ((meta as { isPictureLost?: boolean } | null)?.isPictureLost) changed.push("picture");
    return changed.map((what) => ({ line: (map?.[0] ?? 0) + 1, what }));
  });
}

/** Escapes plain text, so that Markdown renders it unchanged; used for settings inside generated texts. */
export function asMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>&|~^%]/g, "\\$&");
}
