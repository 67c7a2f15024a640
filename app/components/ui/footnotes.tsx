import type { ReactNode } from "react";
import { unmarkedText, type Footnote, type Inline } from "#app/models/marks.ts";
import { useDir, useWords } from "./Words.tsx";

/** A footnote's number in the text, which leads to the footnote. */
export function FootnoteMark({ number }: { number: number }) {
  const words = useWords();
  return (
    <sup className="footnote-mark">
      <a
        id={`to-note-${number}`}
        href={`#note-${number}`}
        role="doc-noteref"
        aria-label={words("article.footnote", { number })}
      >
        {number}
      </a>
    </sup>
  );
}

type FootnotesProps = { notes: Footnote[]; children: (content: Inline[]) => ReactNode };

/** The footnotes of a text, each with a way back; a page has one text with footnotes. */
export function Footnotes({ notes, children }: FootnotesProps) {
  const words = useWords();
  const dir = useDir();
  if (notes.length === 0) return null;
  return (
    <section role="doc-endnotes" aria-labelledby="notes-heading" className="footnotes">
      <h2 id="notes-heading">{words("article.footnotes")}</h2>
      <ol>
        {notes.map(({ number = 0, content = [] }) => (
          // The list keeps the page's direction, so that each number stands beside its words.
          <li key={number} id={`note-${number}`}>
            <span dir={dir(unmarkedText(content, " "))}>{children(content)}</span>{" "}
            <a href={`#to-note-${number}`} role="doc-backlink" aria-label={words("article.backToText", { number })}>
              ↩&#xfe0e;
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
