import type { ReactNode } from "react";
import { Badge } from "#app/components/desk/kit.tsx";
import type { DifferentLine } from "#app/models/differences.ts";

type DifferenceProps = {
  parts: { part: string; lines: DifferentLine[] }[];
  /** The name of each part, like `Headline`. */
  names: Record<string, string>;
  /** Shown beside the texts. */
  children?: ReactNode;
};

/** Shows what a revision changed, part by part: removed words struck out, added ones underlined. */
export function Difference({ parts, names, children }: DifferenceProps) {
  if (parts.length === 0 && !children) return <p className="text-muted">No words were changed.</p>;
  return (
    <div className="space-y-6">
      {parts.map(({ part, lines }) => (
        <section key={part} aria-label={names[part]}>
          <h3 className="mb-2 text-sm font-medium text-muted">{names[part]}</h3>
          <div className="space-y-2 font-serif text-lg leading-relaxed">
            {shortened(lines).map((shown, i) =>
              typeof shown === "number" ? (
                <p key={i} className="font-sans text-sm text-muted">
                  {shown === 1 ? "One paragraph" : `${shown} paragraphs`} as before
                </p>
              ) : (
                <Line key={i} line={shown} />
              ),
            )}
          </div>
        </section>
      ))}
      {children}
    </div>
  );
}

/** Lines that are as before are counted, but for one beside each change. */
function shortened(lines: DifferentLine[]): (DifferentLine | number)[] {
  const isNear = (i: number) => [lines[i - 1], lines[i], lines[i + 1]].some((line) => line && line.kind !== "same");
  const shown: (DifferentLine | number)[] = [];
  for (const [i, line] of lines.entries()) {
    const last = shown.at(-1);
    if (isNear(i)) shown.push(line);
    else if (typeof last === "number") shown[shown.length - 1] = last + 1;
    else shown.push(1);
  }
  return shown;
}

const notes: Partial<Record<DifferentLine["kind"], string>> = { moved: "moved here", restyled: "looks otherwise" };

function Line({ line: { kind, pieces } }: { line: DifferentLine }) {
  const edges: Partial<Record<DifferentLine["kind"], string>> = {
    added: "border-good",
    removed: "border-bad",
    changed: "border-warn",
    moved: "border-accent",
    restyled: "border-accent",
  };
  return (
    <p
      dir="auto"
      className={`border-l-4 pl-3 wrap-anywhere whitespace-pre-wrap ${edges[kind] ?? "border-transparent text-muted"}`}
    >
      {notes[kind] && (
        <span className="mr-2 align-middle font-sans">
          <Badge>{notes[kind]}</Badge>
        </span>
      )}
      {pieces.map((piece, i) =>
        piece.kind === "same" ? (
          piece.text
        ) : piece.kind === "added" ? (
          <ins key={i} className="bg-good/15 decoration-good underline-offset-4">
            {piece.text}
          </ins>
        ) : (
          <del key={i} className="bg-bad/15 text-ink decoration-bad">
            {piece.text}
          </del>
        ),
      )}
    </p>
  );
}
