import { lazy, Suspense, useSyncExternalStore, type ComponentProps } from "react";
import type { RichText } from "./RichText.tsx";

const Editor = lazy(async () => ({ default: (await import("./RichText.tsx")).RichText }));

/**
 * The field of a text with its editor, which needs a browser: the server neither draws nor loads it, and until it is
 * there the form holds the text as it was.
 */
export function RichTextField(props: ComponentProps<typeof RichText>) {
  const isInBrowser = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  const waiting = <Waiting {...props} />;
  return isInBrowser ? (
    <Suspense fallback={waiting}>
      <Editor {...props} />
    </Suspense>
  ) : (
    waiting
  );
}

const neverChanges = () => () => {};

function Waiting({ name, initial, height = "min-h-48" }: ComponentProps<typeof RichText>) {
  return (
    <div className="overflow-clip rounded-md border border-field bg-raised">
      <input type="hidden" name={name} value={JSON.stringify(initial)} />
      <div className="h-12.5 border-b border-rule bg-sunken" />
      <div className={`${height} px-4 py-4 text-muted`}>The editor is being made ready…</div>
    </div>
  );
}
