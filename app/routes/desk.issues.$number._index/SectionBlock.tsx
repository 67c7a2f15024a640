import { memo, useState, type ReactNode } from "react";
import { TextInput } from "#app/components/desk/kit.tsx";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import type { Arranger } from "./Arranger.ts";
import { isEmptyText, sectionName, type DraftSection } from "./draft.ts";
import { LazyText } from "./LazyText.tsx";
import { quietButton } from "./looks.ts";
import { MenuButton, MenuEntry } from "./MenuButton.tsx";
import { PieceRow } from "./PieceRow.tsx";

type SectionBlockProps = {
  section: DraftSection;
  /** From 0. */
  index: number;
  count: number;
  /** Articles as the desk knows them now, by their ids. */
  known: Map<number, ArticleChoice>;
  timeZone: string;
  isReading: boolean;
  followed: number;
  arranger: Arranger;
  onFind: (finding: { key: string; by: "search" | "rule" }) => void;
  /** Where articles are found for it, while they are. */
  finder: ReactNode;
};

/** A section: its heading, its text, its pieces, and what adds more. It is drawn again only when it has changed itself. */
export const SectionBlock = memo(function SectionBlock(props: SectionBlockProps) {
  const { section, index, count, known, timeZone, isReading, followed, arranger, onFind, finder } = props;
  const { key, heading, text, pieces } = section;
  const [isNamed, setNamed] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const isText = isOpen || !isEmptyText(text);
  const name = sectionName(section, index);
  // An issue of one section without a heading is a plain list of articles.
  const isPlain = count === 1 && !heading && !isNamed;
  return (
    <div
      id={`section-${index + 1}`}
      data-section={key}
      data-key={key}
      role="group"
      aria-label={name}
      tabIndex={-1}
      className={`grid scroll-mt-20 grid-cols-[minmax(0,1fr)] gap-x-2 gap-y-1.5 focus-visible:outline-2 focus-visible:outline-accent xl:grid-cols-[minmax(0,1fr)_auto] ${isPlain ? "" : "rounded-lg border border-rule bg-sunken p-1.5"}`}
    >
      {!isPlain && <SectionHead {...{ section, index, count, arranger, onFind }} />}
      {isText && (
        <div className="col-span-full">
          <LazyText
            id={`text-${key}`}
            label={`Text of ${name}`}
            hint="A few lines before its pieces"
            {...{ text, isReading, followed }}
            onChange={(text) => arranger.changeSection(key, { text })}
          />
        </div>
      )}
      {pieces.length > 0 && (
        <ol className="col-span-full divide-y divide-rule rounded-md border border-rule bg-raised">
          {pieces.map((piece, i) => (
            <PieceRow
              key={piece.key}
              piece={piece}
              id={piece.kind === "article" ? `piece-a${piece.id}` : `piece-${index + 1}-${i + 1}`}
              about={piece.kind === "article" ? known.get(piece.id) : undefined}
              timeZone={timeZone}
              arranger={arranger}
            />
          ))}
        </ol>
      )}
      {/* Beside the heading where there is room: 25 articles in four sections are one screen. */}
      <div className={`flex flex-wrap items-center ${isPlain ? "col-span-full" : "xl:col-start-2 xl:row-start-1"}`}>
        <button
          type="button"
          className={quietButton}
          onClick={() => onFind({ key, by: "search" })}
          aria-expanded={finder !== null}
          {...(isPlain ? { "data-first": "" } : {})}
        >
          + Articles<span className="sr-only"> in {name}</span>
        </button>
        <button type="button" className={quietButton} onClick={() => arranger.addItem(key)}>
          + Short item<span className="sr-only"> in {name}</span>
        </button>
        <button type="button" className={quietButton} onClick={() => arranger.addPoll(key)}>
          + Poll<span className="sr-only"> in {name}</span>
        </button>
        {isPlain && (
          <button type="button" className={quietButton} onClick={() => setNamed(true)}>
            + Heading
          </button>
        )}
        {!isText && (
          <button type="button" className={quietButton} onClick={() => setOpen(true)}>
            + Text<span className="sr-only"> before the pieces of {name}</span>
          </button>
        )}
      </div>
      {finder && <div className="col-span-full">{finder}</div>}
    </div>
  );
});

type SectionHeadProps = Pick<SectionBlockProps, "section" | "index" | "count" | "arranger" | "onFind">;

function SectionHead({ section, index, count, arranger, onFind }: SectionHeadProps) {
  const { key, heading } = section;
  return (
    <div className="flex items-center gap-2">
      <TextInput
        aria-label={`Heading of section ${index + 1}`}
        data-first=""
        list="section-headings"
        placeholder="No heading"
        value={heading}
        onChange={(event) => arranger.changeSection(key, { heading: event.target.value })}
        className="font-semibold xl:pointer-fine:min-h-8! xl:pointer-fine:py-0.5!"
      />
      <MenuButton label={`Move or remove “${sectionName(section, index)}”`}>
        <MenuEntry act={() => onFind({ key, by: "rule" })}>Fill by rule…</MenuEntry>
        <MenuEntry disabled={index === 0} act={() => arranger.moveSection(key, -1)}>
          Move the section up
        </MenuEntry>
        <MenuEntry disabled={index === count - 1} act={() => arranger.moveSection(key, 1)}>
          Move the section down
        </MenuEntry>
        <MenuEntry disabled={count === 1} act={() => arranger.removeSection(key)}>
          Remove the section, keep its pieces
        </MenuEntry>
      </MenuButton>
    </div>
  );
}
