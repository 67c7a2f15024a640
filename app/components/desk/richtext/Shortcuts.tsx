const shortcuts = [
  ["Heading, smaller heading", "Ctrl+Alt+2, Ctrl+Alt+3, or ## and ### before the words"],
  ["Bold, italic", "Ctrl+B, Ctrl+I"],
  ["Link", "Ctrl+K, or paste an address over the words"],
  ["Bulleted, numbered list", "Ctrl+Shift+8, Ctrl+Shift+7, or - and 1. before the words"],
  ["Quotation", "Ctrl+Shift+B, or > before the words"],
  ["Dividing line", "--- on a line of its own"],
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
      <p className="mt-2">On a Mac, ⌘ stands for Ctrl. Shift+Tab leads from the text to the tools above it.</p>
    </details>
  );
}
