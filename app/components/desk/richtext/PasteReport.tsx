import { wordPasteNote, type PasteNote } from "./pasteNotes.ts";

type PasteReportProps = {
  /** The notes of the last paste; null for none. */
  notes: PasteNote[] | null;
  /** A sentence about a file that is brought in. */
  file?: string;
  /** Present when the pasted text reads like Markdown. */
  asMarkdown?: () => void;
  onClose: () => void;
};

/** Says politely what a paste changed or left out, in a line that can be opened. */
export function PasteReport({ notes, file, asMarkdown, onClose }: PasteReportProps) {
  const lines = (notes ?? []).map(wordPasteNote);
  const isShown = lines.length > 0 || file !== undefined || asMarkdown !== undefined;
  return (
    <div
      role="status"
      aria-label="The last paste"
      className={isShown ? "max-h-[40dvh] overflow-y-auto border-b border-rule bg-sunken px-4 py-2 text-sm" : ""}
    >
      {isShown && (
        <div className="flex flex-wrap items-start gap-x-4 gap-y-1">
          {file && <p className="min-w-0 flex-1 break-words">{file}</p>}
          {lines.length > 0 && (
            <details className="min-w-0 flex-1">
              <summary className="min-h-6 cursor-pointer">
                Pasted. {lines.length === 1 ? "One thing was" : `${lines.length} things were`} changed or left out.
              </summary>
              <ul className="mt-1 list-disc space-y-1 ps-5 text-muted">
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </details>
          )}
          {asMarkdown && (
            <p className="min-w-0 flex-1">
              This reads like Markdown.{" "}
              <button type="button" onClick={asMarkdown} className={action}>
                Make it what it says
              </button>
            </p>
          )}
          <button type="button" onClick={onClose} className={action}>
            {asMarkdown ? "Keep the text" : "Close"}
          </button>
        </div>
      )}
    </div>
  );
}

const action = "inline-flex min-h-6 cursor-pointer items-center underline underline-offset-4";
