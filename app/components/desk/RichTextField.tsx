import { lazy, Suspense, useState, useSyncExternalStore, type ComponentProps } from "react";
import type { RichText } from "./RichText.tsx";

const load = () => import("./RichText.tsx");

const Editor = lazy(async () => ({ default: (await load()).RichText }));

/**
 * The field of a text with its editor, which needs a browser: the server neither draws nor loads it.
 */
export function RichTextField(props: ComponentProps<typeof RichText>) {
  useState(beginLoading);
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

/** The code comes while the page around is still made ready. One that fails is asked for again, and told of, later. */
function beginLoading() {
  if (typeof document !== "undefined") load().catch(() => {});
}

const neverChanges = () => () => {};

function Waiting({ height = "min-h-48" }: ComponentProps<typeof RichText>) {
  return (
    <div className="overflow-clip rounded-md border border-field bg-raised">
      <div className="h-12.5 border-b border-rule bg-sunken" />
      <div className={`${height} px-4 py-4 text-muted`}>The editor is being made ready…</div>
    </div>
  );
}
