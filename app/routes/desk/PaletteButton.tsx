import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "#app/components/desk/kit.tsx";
import type { PaletteWays } from "./Palette.tsx";
import type { Role } from "#db/schema/desk.ts";

const Palette = lazy(async () => ({ default: (await import("./Palette.tsx")).Palette }));

/** Opens the palette, which is loaded then: by a press, or by Ctrl+K and ⌘K where these are not the text's own. */
export function PaletteButton({ editor, ways }: { editor: { id: number; role: Role }; ways: PaletteWays }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      // In the text they make a link, and a dialog keeps the page away.
      const isTaken = document.querySelector("[role=dialog], [role=alertdialog]") !== null;
      if (event.defaultPrevented || isTaken || (event.target as Element).closest?.(".ProseMirror")) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <Button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K"
        className="shrink-0 whitespace-nowrap lg:w-full lg:justify-between"
        onClick={() => setOpen(true)}
      >
        Find or do
        <kbd aria-hidden className="font-sans text-xs text-muted max-lg:hidden">
          Ctrl K
        </kbd>
      </Button>
      {open && (
        <Suspense>
          <Palette editor={editor} ways={ways} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
