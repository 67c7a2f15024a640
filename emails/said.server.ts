import { piecesOf, type Values } from "#words/words.ts";
import type { Piece } from "./markup.server.ts";

/** A text with elements in it, as markup: what is filled in is escaped, and never taken for an element (M-01). */
export function said<V extends Values>(
  text: (values: V) => string,
  values: V,
  tags: Record<string, (inner: string) => Piece>,
): Piece {
  return piecesOf(text, values).map((piece) =>
    typeof piece === "string" ? piece : (tags[piece.tag]?.(piece.words) ?? piece.words),
  );
}
