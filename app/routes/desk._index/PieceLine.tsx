import { Badge } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { AssignedTo } from "#app/components/desk/people/AssignedTo.tsx";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { linesIn } from "#app/models/sections.ts";
import { FindingLinks } from "./FindingLinks.tsx";
import type { PieceInLine } from "./preparation.server.ts";
import type { RunSheet } from "./runSheet.server.ts";

type PieceLineProps = { piece: PieceInLine; page: string; sheet: RunSheet };
type ArticlePiece = Extract<PieceInLine, { kind: "article" }>;

const displays: Record<ArticlePiece["display"], string> = { full: "in full", summary: "summary", headline: "headline" };

/** A piece of the issue: what it is, who is on it, and what is missing. */
export function PieceLine({ piece, page, sheet }: PieceLineProps) {
  if (piece.kind !== "article")
    return (
      <li className="px-4 py-2 text-sm wrap-anywhere sm:px-6">
        <bdi>{linesIn(piece)[0] || "An empty item"}</bdi>{" "}
        <span className="text-xs text-muted">{piece.kind === "poll" ? "poll" : "short item"}</span>
      </li>
    );
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-2 text-sm sm:grid-cols-[minmax(0,1fr)_12rem] sm:px-6">
      <div className="min-w-0">
        <p className="leading-snug wrap-anywhere">
          <a href={deskArticlePath(piece.id)} className="font-medium hover:underline">
            <bdi>{piece.headline}</bdi>
          </a>
        </p>
        <p className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
          <bdi className="empty:hidden">{piece.byline}</bdi>
          <span className="tabular-nums">
            {piece.words.toLocaleString("en")} {piece.words === 1 ? "word" : "words"}, {piece.minutes} min
          </span>
          <span>{displays[piece.display]}</span>
          <span>{piece.onSite ? "On the site" : "Draft"}</span>
          {piece.embargoUntil !== null && (
            <span className="font-medium text-warn">
              Embargo until <Time at={piece.embargoUntil} timeZone={sheet.timeZone} />
            </span>
          )}
        </p>
        <FindingLinks findings={piece.findings} page={page} />
      </div>
      <PieceStaff piece={piece} sheet={sheet} />
    </li>
  );
}

function PieceStaff({
  piece: { assigned, writer },
  sheet: { me, timeZone },
}: {
  piece: ArticlePiece;
  sheet: RunSheet;
}) {
  return (
    <div className="min-w-0 text-xs wrap-anywhere max-sm:flex max-sm:flex-wrap max-sm:gap-x-3">
      {assigned && (
        <p>
          <AssignedTo assigned={assigned} me={me} timeZone={timeZone} />
        </p>
      )}
      {!assigned && !writer && <p className="text-muted">Nobody is on it</p>}
      {writer && <WritesNow writer={writer} me={me} />}
    </div>
  );
}

/** Somebody has the sheet open, and writes in it. */
export function WritesNow({
  writer: { editorId, name },
  me,
}: {
  writer: { editorId: number; name: string };
  me: number;
}) {
  return (
    <p>
      <Badge tone="good">
        {editorId === me ? (
          "You write in it now"
        ) : (
          <>
            <bdi>{name}</bdi>
            {" writes in it now"}
          </>
        )}
      </Badge>
    </p>
  );
}
