import { editorBlocks, type EditorBlock } from "./blocks.ts";

const shortcuts: [what: string, keys: string][] = [
  ["Bold, italic", "Ctrl+B, Ctrl+I"],
  ["Struck out", "Ctrl+Shift+S, or ~~ on both sides of the words"],
  ["Superscript, subscript", "Ctrl+. (full stop), Ctrl+, (comma)"],
  ["Link", "Ctrl+K, or paste an address over the words"],
  ...Object.values<EditorBlock>(editorBlocks).flatMap((block) => block.shortcuts ?? []),
  ["Paste as plain text, without any form", "Ctrl+Shift+V"],
  ["New line, not a new paragraph", "Shift+Enter"],
  ["Undo, redo", "Ctrl+Z, Ctrl+Shift+Z"],
  ["Save", "Ctrl+S"],
];

/** The editor's keyboard shortcuts. */
export function Shortcuts() {
  return (
    <details className="mt-2 text-sm text-muted">
      <summary className="inline-flex min-h-6 cursor-pointer items-center underline underline-offset-4">
        Keyboard shortcuts
      </summary>
      <dl className="mt-2 grid gap-x-6 gap-y-1 sm:grid-cols-[max-content_1fr]">
        {shortcuts.map(([what, keys]) => (
          <div key={what} className="contents">
            <dt className="text-ink">{what}</dt>
            <dd>{keys}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2">
        On a Mac, ⌘ stands for Ctrl, and in tables Ctrl for Alt. Shift+Tab leads from the text to the tools above it.
      </p>
    </details>
  );
}
