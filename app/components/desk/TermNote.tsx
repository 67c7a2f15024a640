import { useEffect, useId, useRef } from "react";
import { termQuestion, terms, type TermName } from "./terms.ts";

/**
 * A small button beside a word, which explains it. The browser opens and closes the note, so it works without JavaScript;
 * with it, the note stands below its button and has the focus, so that it is read out.
 */
export function TermNote({ term }: { term: TermName }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  useEffect(() => placeBeside(button.current!, note.current!), []);
  return (
    <>
      {/* Keeps it on the line of its word. */}
      {"\u2060"}
      <button
        ref={button}
        type="button"
        {...{ popovertarget: id }}
        aria-label={termQuestion(term)}
        className="mx-1 inline-flex size-6 shrink-0 cursor-pointer items-center justify-center rounded-full align-middle text-xs font-semibold text-muted hover:text-ink"
      >
        <span aria-hidden className="inline-flex size-4.5 items-center justify-center rounded-full border border-field">
          ?
        </span>
      </button>
      <span
        ref={note}
        id={id}
        {...{ popover: "auto" }}
        role="note"
        tabIndex={-1}
        dir="ltr"
        className="m-auto w-max max-w-[min(22rem,calc(100vw-2rem))] rounded-md border border-rule bg-raised p-4 text-start text-sm font-normal whitespace-normal text-ink shadow-2xl outline-none"
      >
        {terms[term].means} {/* In a tab of its own: somebody is filling in a form. */}
        <a
          href={`/desk/words#${term}`}
          target="_blank"
          rel="noreferrer"
          className="inline-flex min-h-6 items-center text-accent underline underline-offset-4"
        >
          All words, in a new tab
        </a>
      </span>
    </>
  );
}

/** @returns what stops it */
function placeBeside(button: HTMLElement, note: HTMLElement): () => void {
  const place = () => {
    const { left, bottom, top } = button.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = note;
    const x = Math.max(16, Math.min(left, document.documentElement.clientWidth - offsetWidth - 16));
    const y = bottom + 6 + offsetHeight > window.innerHeight ? Math.max(8, top - offsetHeight - 6) : bottom + 6;
    Object.assign(note.style, { margin: "0", inset: "auto", left: `${x}px`, top: `${y}px` });
  };
  const opened = (event: Event) => {
    const isOpen = (event as ToggleEvent).newState === "open";
    window.removeEventListener("scroll", place, true);
    if (!isOpen) return;
    place();
    note.focus({ preventScroll: true });
    window.addEventListener("scroll", place, true);
  };
  note.addEventListener("toggle", opened);
  return () => {
    note.removeEventListener("toggle", opened);
    window.removeEventListener("scroll", place, true);
  };
}
