import { Button, Panel } from "#app/components/desk/kit.tsx";
import type { SiteMove } from "#app/models/moving/desk/siteMoves.server.ts";

type WorkingProps = { move: Pick<SiteMove, "stage" | "done" | "total" | "fetching" | "undoBy"> };

/** How far a look, a move or its taking back is; without scripts the page loads itself again. */
export function Working({ move: { stage, done, total, fetching, undoBy } }: WorkingProps) {
  const isUndo = undoBy !== null;
  const of = Math.max(done, total);
  return (
    <Panel title={stage === "looking" ? "Being looked at" : isUndo ? "Being taken back" : "Being imported"}>
      <noscript>
        <meta httpEquiv="refresh" content="3" />
      </noscript>
      <p id="progress-words" role="status" className="mb-2 text-sm">
        {done === 0
          ? "It begins as soon as the sender is free."
          : `${done.toLocaleString("en")}${total > 0 ? ` of ${of.toLocaleString("en")}` : ""} ${isUndo ? "posts" : "files"}`}
      </p>
      <div
        role="progressbar"
        aria-labelledby="progress-words"
        aria-valuemin={0}
        {...(total > 0 && { "aria-valuemax": of, "aria-valuenow": done })}
        className="h-3 overflow-hidden rounded-full bg-sunken ring-1 ring-rule"
      >
        <div
          className="h-full bg-good transition-[width] duration-700"
          style={{ width: `${total > 0 ? Math.floor((done / of) * 100) : 0}%` }}
        />
      </div>
      {fetching && (
        <p className="mt-2 text-sm wrap-anywhere text-muted">
          Fetching <bdi>{fetching}</bdi>
        </p>
      )}
      <form method="post" className="mt-5">
        <Button name="intent" value="stop">
          {isUndo ? "Stop" : "Cancel"}
        </Button>
      </form>
    </Panel>
  );
}
