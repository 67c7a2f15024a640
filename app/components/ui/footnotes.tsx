import { useContext, type ReactNode } from "react";
import { unmarkedText, type Footnote, type Inline } from "#app/models/marks.ts";
import { BodyPartContext } from "./BodyPartContext.ts";
import { useDir, useWords } from "./Words.tsx";

/** A footnote's number in the text, which leads to the footnote. */
export function FootnoteMark({ number }: { number: number }) {
  const words = useWords();
  const { prefix } = useContext(BodyPartContext);
  return (
    <sup className="footnote-mark">
      <a
        id={`${prefix}to-note-${number}`}
        href={`#${prefix}note-${number}`}
        role="doc-noteref"
        aria-label={words("article.footnote", { number })}
      >
        {number}
      </a>
    </sup>
  );
}

type FootnotesProps = { notes: Footnote[]; children: (content: Inline[]) => ReactNode };

/** The footnotes of a text, each with a way back. */
export function Footnotes({ notes, children }: FootnotesProps) {
  const words = useWords();
  const dir = useDir();
  const { prefix, below } = useContext(BodyPartContext);
  const Heading = below ? "h3" : "h2";
  if (notes.length === 0) return null;
  return (
    <section role="doc-endnotes" aria-labelledby={`${prefix}notes-heading`} className="footnotes">
      <Heading id={`${prefix}notes-heading`}>{words("article.footnotes")}</Heading>
      <ol>
        {notes.map(({ number = 0, content = [] }) => (
          // The list keeps the page's direction, so that each number stands beside its words.
          <li key={number} id={`${prefix}note-${number}`}>
            <span dir={dir(unmarkedText(content, " "))}>{children(content)}</span>{" "}
            <a
              href={`#${prefix}to-note-${number}`}
              role="doc-backlink"
              aria-label={words("article.backToText", { number })}
            >
              ↩&#xfe0e;
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
