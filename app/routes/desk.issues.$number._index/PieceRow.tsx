import { memo, type KeyboardEvent } from "react";
import { Select } from "#app/components/desk/kit.tsx";
import { spell } from "#app/components/desk/Time.tsx";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { nudgePiece } from "#app/models/issues/arrangement.ts";
import type { ArticleChoice, ChosenArticle } from "#app/models/issues/editing.server.ts";
import type { Arranger } from "./Arranger.ts";
import { pieceName, type DraftPiece } from "./draft.ts";
import { ItemFields } from "./ItemFields.tsx";
import { PollFields } from "./PollFields.tsx";
import { PieceMenu } from "./PieceMenu.tsx";

type PieceRowProps = {
  piece: DraftPiece;
  /** The target of links: articles have their own number, items that of their place. */
  id: string;
  /** Its article, as the desk knows it now. */
  about: ArticleChoice | undefined;
  timeZone: string;
  arranger: Arranger;
};

/** One piece of an issue in a line. It is drawn again only when it has changed itself. */
export const PieceRow = memo(function PieceRow({ piece, id, about, timeZone, arranger }: PieceRowProps) {
  const nudge = (event: KeyboardEvent) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key] as "up" | "down" | undefined;
    // In a list of choices the same keys open it.
    if (!event.altKey || !way || (event.target as Element).closest("select, [role=menu]")) return;
    event.preventDefault();
    // The button of the menu would open it.
    event.stopPropagation();
    arranger.move(piece.key, (sections, from) => nudgePiece(sections, from, way));
  };
  return (
    <li
      id={id}
      data-piece={piece.key}
      data-key={piece.key}
      tabIndex={-1}
      onKeyDownCapture={nudge}
      className="relative flex scroll-mt-20 items-center gap-1 rounded-md bg-raised py-0.5 ps-0.5 pe-1 [counter-increment:piece] focus-visible:outline-2 focus-visible:outline-accent data-held:z-10 data-held:opacity-90 data-held:shadow-lg data-held:ring-2 data-held:ring-accent pointer-coarse:select-none sm:gap-2 xl:pointer-fine:py-0"
    >
      <span
        aria-hidden
        data-handle
        title="Drag to another place"
        className="flex min-h-6 w-6 shrink-0 cursor-grab touch-none items-center justify-center self-stretch rounded text-muted select-none in-disabled:pointer-events-none in-disabled:opacity-40 hover:bg-sunken active:cursor-grabbing pointer-coarse:w-9"
      >
        ⠿
      </span>
      <span
        aria-hidden
        className="w-6 shrink-0 text-end text-sm text-muted tabular-nums before:content-[counter(piece)] max-sm:hidden"
      />
      {piece.kind === "article" && (
        <ArticleLine article={piece} about={about ?? piece} timeZone={timeZone} arranger={arranger} />
      )}
      {piece.kind === "item" && <ItemFields item={piece} arranger={arranger} />}
      {piece.kind === "poll" && <PollFields poll={piece} arranger={arranger} />}
      <PieceMenu
        pieceKey={piece.key}
        name={pieceName(piece)}
        arranger={arranger}
        href={piece.kind === "article" ? deskArticlePath(piece.id) : undefined}
      />
    </li>
  );
});

type ArticleLineProps = {
  article: ChosenArticle & { key: string };
  about: ArticleChoice;
  timeZone: string;
  arranger: Arranger;
};

function ArticleLine({ article, about, timeZone, arranger }: ArticleLineProps) {
  return (
    <div className="flex min-w-0 flex-1 items-center gap-x-3 py-1 max-sm:flex-wrap xl:pointer-fine:py-0">
      <div className="min-w-0 flex-1 max-sm:basis-full xl:flex xl:items-center xl:gap-x-3">
        <p
          className="text-sm leading-snug font-medium wrap-anywhere sm:line-clamp-2 xl:line-clamp-1 xl:min-w-0 xl:flex-1"
          title={about.headline}
        >
          <bdi>{about.headline}</bdi>
        </p>
        <p className="flex flex-wrap items-center gap-x-2 text-xs wrap-anywhere text-muted xl:max-w-3/5 xl:shrink-0 xl:justify-end xl:whitespace-nowrap">
          <bdi className="empty:hidden xl:max-w-32 xl:truncate max-[1439px]:xl:hidden" title={about.byline}>
            {about.byline}
          </bdi>
          <span className="tabular-nums" title={`${about.words} words`}>
            {about.minutes} min<span className="sr-only"> to read, {about.words} words</span>
          </span>
          <Marks about={about} timeZone={timeZone} />
        </p>
      </div>
      <label className="sr-only" htmlFor={`display-${article.id}`}>
        How “{about.headline}” stands in the mail
      </label>
      <Select
        id={`display-${article.id}`}
        value={article.display}
        onChange={(event) => {
          const display = event.target.value as ChosenArticle["display"];
          arranger.changePiece(article.key, { display });
        }}
        className="min-h-8! w-auto! shrink-0 py-0.5! ps-2! xl:pointer-fine:min-h-6! xl:pointer-fine:py-0! pointer-coarse:min-h-11!"
      >
        <option value="summary">Summary</option>
        <option value="full">In full</option>
        <option value="headline">Headline</option>
      </Select>
    </div>
  );
}

/** The marks of an article that an editor should see before it goes: its state, where it ran, what it lacks. */
export function Marks({ about, timeZone }: { about: ArticleChoice; timeZone: string }) {
  // Words that a browser kept before there were embargoes have none.
  const { onSite, ran, lacks, embargoUntil = null } = about;
  const [last] = ran;
  return (
    <>
      {!onSite && (
        <span title="Goes on the site with the issue">
          Draft<span className="sr-only">: goes on the site with the issue</span>
        </span>
      )}
      {embargoUntil !== null && (
        <span className="font-medium text-warn">Embargo until {spell(embargoUntil, timeZone)}</span>
      )}
      {last && (
        <span
          title={ran.map((one) => `In issue ${one.number} on ${spell(one.at, timeZone, true)}`).join("; ")}
          className="font-medium text-warn"
        >
          Ran in issue {last.number}, {spell(last.at, timeZone, true)}
        </span>
      )}
      {lacks.length > 0 && (
        <span title={`Lacks ${lacks.join(", ")}`} className="font-medium text-warn">
          <span aria-hidden>Lacks {lacks.length === 1 ? lacks[0] : `${lacks.length} things`}</span>
          <span className="sr-only">Lacks {lacks.join(", ")}</span>
        </span>
      )}
    </>
  );
}
