import { Link } from "@remix-run/react";
import { Button, buttonClass } from "#app/components/desk/kit.tsx";
import type { ToldUndo } from "#app/models/undo/undoing.server.ts";

type UndoBarProps = { told: ToldUndo | null; /** This page's path. */ here: string };

/** Says what was just done, and undoes it; it stays for as long as the page, and works without JavaScript. */
export function UndoBar({ told, here }: UndoBarProps) {
  return (
    <div role="status" className="fixed inset-x-4 bottom-4 z-30 mx-auto max-w-xl empty:hidden">
      {told && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-l-4 border-rule border-l-accent bg-raised px-4 py-3 text-sm shadow-2xl">
          <p dir="auto" className="min-w-0 flex-1 basis-56 wrap-anywhere">
            {told.words}
          </p>
          <div className="flex gap-2">
            {!told.isUndone && (
              <form method="post" action="/desk/undo">
                <input type="hidden" name="id" value={told.id} />
                <input type="hidden" name="to" value={here} />
                <Button kind="primary">Undo</Button>
              </form>
            )}
            <Link to={here} replace preventScrollReset className={buttonClass()} aria-label="Close this message">
              Close
            </Link>
          </div>
        </div>
      )}
    </div>
  );
}
