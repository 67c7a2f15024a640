import { Button, Panel } from "#app/components/desk/kit.tsx";

/** Takes back what an import made; it is behind a fold, so that nobody presses it in passing. */
export function TakeBackPanel({ made }: { made: number }) {
  return (
    <Panel title="Take it back">
      <p className="max-w-prose text-sm text-muted">
        Removes the {made === 1 ? "post" : postsIn(made)} that this import made, from the site and from the archive.
        What somebody changed, corrected, commented or put into an issue since stays, and so do pictures. Then it can be
        imported again.
      </p>
      <details className="mt-3">
        <summary className="min-h-8 cursor-pointer text-sm font-medium">Take the import back…</summary>
        <form method="post" className="mt-3">
          <Button kind="danger" name="intent" value="undo">
            Remove the {made === 1 ? "post" : postsIn(made)}
          </Button>
        </form>
      </details>
    </Panel>
  );
}

/** Words what became of an import that was taken back. */
export function wordUndone({ removed, kept }: { removed: number; kept: number }): string {
  const rest = kept > 0 ? ` ${postsIn(kept)} changed since, and ${kept === 1 ? "stays" : "stay"}.` : "";
  return `${removed === 0 ? "Nothing" : `The import is taken back: ${postsIn(removed)}`} removed.${rest}`;
}

function postsIn(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "post" : "posts"}`;
}
