import { Fragment, useContext, type ReactNode } from "react";
import { piecesOf, wordsIn, type Words } from "#words/words.ts";
import { SiteContext } from "./Site.tsx";

/** The words of the briefing's language. */
export function useWords(): Words {
  return wordsIn(useContext(SiteContext).language);
}

type SaidProps = {
  /** The text, given what is filled in: `(values) => words("leave.goesTo", values)`. */
  text: (values: Record<string, string>) => string;
  values?: Record<string, string>;
  /** What stands for `<tag>…</tag>` in the text. */
  tags: Record<string, (inner: string) => ReactNode>;
};

/** A text with elements in it. */
export function Said({ text, values, tags }: SaidProps) {
  return piecesOf(text, values).map((piece, i) => (
    <Fragment key={i}>{typeof piece === "string" ? piece : (tags[piece.tag]?.(piece.words) ?? piece.words)}</Fragment>
  ));
}
