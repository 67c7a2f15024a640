import { bodyInMarkdown, type Body } from "#app/models/body.ts";

/** A reader's words for an article: who said them, empty for nobody, and the same as a pull quote in Markdown. */
export type LetterInPrint = { by: string; paragraphs: string[]; markdown: string };

/**
 * Makes a pull quote of a reader's words, with their name. Nothing in the words is markup.
 * @param by the reader's name, as they signed up; empty for none
 */
export function letterInPrint(quote: string, by: string, origin: string): LetterInPrint {
  const paragraphs = quote
    .split(/\n\s*\n/)
    .map((text) => text.replace(/\s+/g, " ").trim())
    .filter(Boolean);
  const content = paragraphs.map((text) => ({
    type: "paragraph" as const,
    content: [{ type: "text" as const, text }],
  }));
  const body: Body = { type: "doc", content: [{ type: "pullQuote", attrs: { by }, content }] };
  return { by, paragraphs, markdown: content.length > 0 ? bodyInMarkdown(body, origin).trim() : "" };
}
