import { useMemo, useRef, useState, type ReactNode } from "react";
import { Button } from "#app/components/desk/kit.tsx";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import { countPieces, type Arranger, type TakenOut } from "./Arranger.ts";
import type { DraftSection } from "./draft.ts";
import { quietButton } from "./looks.ts";
import { SectionBlock } from "./SectionBlock.tsx";
import { useDragging } from "./useDragging.ts";

type SectionsPanelProps = {
  sections: DraftSection[];
  /** The articles of the issue as the desk has them now. */
  articles: ArticleChoice[];
  timeZone: string;
  isReading: boolean;
  followed: number;
  arranger: Arranger;
  said: string;
  taken: TakenOut | null;
  /** Finds articles for a section. */
  finder: (finding: ArticleSearch, onClose: () => void) => ReactNode;
};

/** Where articles are found for a section, by its key: looked for, or by its rule. */
export type ArticleSearch = { key: string; by: "search" | "rule" };

/** Headings that many briefings have. */
const usual = ["Lead", "In brief", "Numbers", "From the archive"];

/** All sections of the issue with their pieces, in the order of the mail. */
export function SectionsPanel(props: SectionsPanelProps) {
  const { sections, articles, timeZone, isReading, followed, arranger, said, taken, finder } = props;
  const list = useRef<HTMLDivElement>(null);
  const count = countPieces(sections);
  const [finding, setFinding] = useState<ArticleSearch | null>(() =>
    count === 0 ? { key: sections[0]!.key, by: "search" } : null,
  );
  useDragging(list, arranger);
  const known = useMemo(() => new Map(articles.map((article) => [article.id, article])), [articles]);
  return (
    <section id="articles" tabIndex={-1} className="scroll-mt-20 rounded-lg border border-rule bg-raised p-3 sm:p-4">
      <h2 className="mb-2 text-base font-semibold">What is in it ({count})</h2>
      {count === 0 && <Teaching />}
      <div ref={list} className="relative space-y-2 [counter-reset:piece]">
        {sections.map((section, i) => (
          <SectionBlock
            key={section.key}
            {...{ section, known, timeZone, isReading, followed, arranger }}
            index={i}
            count={sections.length}
            onFind={setFinding}
            finder={finding?.key === section.key && !isReading ? finder(finding, () => setFinding(null)) : null}
          />
        ))}
        <div
          aria-hidden
          data-drop-line
          hidden
          className="pointer-events-none absolute inset-x-0 -mt-px h-0.5 bg-accent"
        />
      </div>
      <button type="button" className={`mt-2 ${quietButton}`} onClick={() => arranger.addSection()}>
        + Section
      </button>
      {taken && (
        <div
          role="group"
          aria-label="Taken out"
          className="sticky bottom-2 z-10 mt-2 flex flex-wrap items-center gap-3 rounded-md border border-field/60 bg-raised px-3 py-2 text-sm shadow-lg"
        >
          <span className="min-w-0 flex-1 wrap-anywhere">{taken.words}</span>
          <Button type="button" onClick={taken.bringBack}>
            Undo
          </Button>
        </div>
      )}
      <datalist id="section-headings">
        {usual.map((heading) => (
          <option key={heading} value={heading} />
        ))}
      </datalist>
      <p role="status" className="sr-only">
        {said}
      </p>
    </section>
  );
}

function Teaching() {
  return (
    <p className="mb-3 max-w-prose text-sm text-muted">
      Nothing yet. Find articles below and add them; their order is the order in the mail. A short item is a line with a
      link and a source, for what needs no article. Sections with headings (like “Lead”, “In brief”, “Numbers”) part a
      longer issue.
    </p>
  );
}
