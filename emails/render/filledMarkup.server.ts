import { textPieces, type MessageValues } from "#app/i18n/messages.ts";
import type { MarkupPiece } from "./markup.server.ts";

/** A text with elements in it, as markup: what is filled in is escaped, and never taken for an element (M-01). */
export function filledMarkup<V extends MessageValues>(
  text: (values: V) => string,
  values: V,
  tags: Record<string, (inner: string) => MarkupPiece>,
): MarkupPiece {
  return textPieces(text, values).map((piece) =>
    typeof piece === "string" ? piece : (tags[piece.tag]?.(piece.words) ?? piece.words),
  );
}
