import { flatten, type Block, type Body } from "#app/models/body.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { unmarkedText, type Inline } from "#app/models/marks.ts";
import { linesIn } from "#app/models/sections.ts";
import { itemSpot, type FindingSpot } from "./spots.server.ts";

type TextRole = "subject" | "preheader" | "headline" | "dek" | "byline" | "heading" | "text";

/** One line or paragraph that readers see. `isMailed`: it stands in the mail itself, not only on the site. */
export type TextPiece = { at: FindingSpot; role: TextRole; text: string; isMailed: boolean };

/** Returns all that readers of an issue read, in order; code is left out. */
export function textsOf(issue: Issue): TextPiece[] {
  const pieces = [
    line({ kind: "subject" }, "subject", issue.subject),
    line({ kind: "preheader" }, "preheader", issue.preheader),
    ...bodyTexts(issue.intro, { kind: "intro" }, true),
    ...issue.sections.flatMap(({ heading, text, pieces }, i) => {
      const at: FindingSpot = { kind: "section", id: i + 1, words: heading };
      return [line(at, "heading", heading), ...bodyTexts(text, at, true), ...pieces.flatMap(pieceTexts(i))];
    }),
    ...bodyTexts(issue.outro, { kind: "outro" }, true),
  ];
  return pieces.filter(({ text }) => text.trim() !== "");
}

type Piece = Issue["sections"][number]["pieces"][number];

/** @param section from 0 */
function pieceTexts(section: number) {
  return (piece: Piece, i: number): TextPiece[] => {
    if (piece.kind === "article") return articleTexts(piece);
    const at = itemSpot(section, i, piece);
    return linesIn(piece).map((text) => line(at, "text", text));
  };
}

function articleTexts(article: Extract<Piece, { kind: "article" }>): TextPiece[] {
  const { id, headline, dek, byline, body, display } = article;
  const at: FindingSpot = { kind: "article", id, words: headline };
  return [
    line(at, "headline", headline),
    line(at, "dek", dek),
    line(at, "byline", byline),
    ...bodyTexts(body, at, display === "full"),
  ];
}

function line(at: FindingSpot, role: TextRole, text: string): TextPiece {
  return { at, role, text, isMailed: true };
}

function bodyTexts(body: Body, at: FindingSpot, isMailed: boolean): TextPiece[] {
  return flatten(body.content ?? []).flatMap((block) => {
    const role = block.type === "heading" ? "heading" : "text";
    return wordsOf(block).map((text): TextPiece => ({ at, role, text, isMailed }));
  });
}

function wordsOf(block: Block): string[] {
  if (block.type === "heading" || block.type === "paragraph") return inlineWords(block.content ?? []);
  if (block.type === "button") return [block.attrs.label];
  if (block.type === "image") return [block.attrs.caption ?? ""];
  if (block.type === "linkCard") return [block.attrs.title, block.attrs.description];
  if (block.type === "chart") return [block.attrs.title, block.attrs.source];
  return [];
}

/** A name in code is no word of a sentence; the sign in its place keeps its neighbours apart. */
function inlineWords(inlines: Inline[]): string[] {
  const notes = inlines.flatMap((inline) => (inline.type === "footnote" ? [unmarked(inline.content ?? [])] : []));
  return [unmarked(inlines), ...notes];
}

function unmarked(inlines: Inline[]): string {
  const words = inlines.map((inline): Inline => {
    if (inline.type !== "text") return { type: inline.type } as Inline;
    const isCode = inline.marks?.some(({ type }) => type === "code");
    return { type: "text", text: isCode ? "\ufffc" : inline.text };
  });
  return unmarkedText(words, "\n");
}
