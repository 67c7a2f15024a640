import { Badge } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { deskArticlePath, deskIssuePath } from "#app/models/deskPaths.ts";
import type { RunSheet } from "./runSheet.server.ts";

type Piece = RunSheet["mine"][number];

/** The kinds of pieces, each with the way to it. */
const kinds: Record<Piece["why"], { name: string; path: (id: number) => string }> = {
  review: { name: "Waits for your review", path: (id) => `${deskIssuePath(id)}#checks` },
  article: { name: "Article", path: (id) => deskArticlePath(id) },
  issue: { name: "Issue", path: (id) => deskIssuePath(id) },
};

/** So many are shown, the others folded. */
const few = 6;

/** The work that waits for the one who looks: reviews first, then by the due time. */
export function Mine({ pieces, timeZone }: { pieces: Piece[]; timeZone: string }) {
  const more = pieces.slice(few);
  return (
    <section
      aria-labelledby="mine"
      className="mb-8 rounded-lg border border-s-4 border-rule border-s-accent bg-raised px-4 py-3 sm:px-6"
    >
      <h2 id="mine" className="text-base font-semibold">
        Yours
      </h2>
      <List pieces={pieces.slice(0, few)} timeZone={timeZone} />
      {more.length > 0 && (
        <details>
          <summary className="min-h-8 cursor-pointer py-1 text-sm font-medium">{more.length} more</summary>
          <List pieces={more} timeZone={timeZone} />
        </details>
      )}
    </section>
  );
}

function List({ pieces, timeZone }: { pieces: Piece[]; timeZone: string }) {
  return (
    <ul className="divide-y divide-rule text-sm">
      {pieces.map((piece) => (
        <Line key={`${piece.why} ${piece.id}`} piece={piece} timeZone={timeZone} />
      ))}
    </ul>
  );
}

function Line({
  piece: { why, id, title, dueAt, isLate, askedAt, askedBy },
  timeZone,
}: {
  piece: Piece;
  timeZone: string;
}) {
  const { name, path } = kinds[why];
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 py-1.5">
      <a href={path(id)} className="min-w-0 flex-1 basis-64 font-medium wrap-anywhere hover:underline">
        {why !== "article" && `No. ${id} `}
        <bdi>{title || (why === "article" ? "Untitled" : "No subject yet")}</bdi>
      </a>
      <span className="text-muted">
        {why === "review" ? <Badge tone="warn">{name}</Badge> : `Assigned to you`}
        {why === "review" && (
          <>
            {" asked by "}
            <bdi>{askedBy}</bdi>, <Time at={askedAt} timeZone={timeZone} />
          </>
        )}
        {dueAt !== null && (
          <span className={isLate ? "font-medium text-bad" : ""}>
            {isLate ? ", was due " : ", due "}
            <Time at={dueAt} timeZone={timeZone} />
          </span>
        )}
      </span>
    </li>
  );
}
