import { lazy, memo, Suspense, useState, useSyncExternalStore, type ComponentProps } from "react";
import type { RichText } from "./RichText.tsx";

const load = () => import("./RichText.tsx");

let loaded: typeof RichText | undefined;

// The code comes while the page around is still made ready. One that fails is asked for again, and told of, later.
if (typeof document !== "undefined")
  load().then(
    (code) => (loaded = code.RichText),
    () => {},
  );

const Later = lazy(async () => ({ default: (await load()).RichText }));

/** The editor at once where its code is there already; it stays what it was at first, so that no word is lost. */
function Editor(props: RichTextFieldProps) {
  const [Text] = useState(() => loaded ?? Later);
  return <Text {...props} />;
}

type RichTextFieldProps = ComponentProps<typeof RichText>;

/**
 * The field of a text with its editor, which needs a browser: the server neither draws nor loads it. Words that were typed
 * in it come back as another `initial`, which is no reason to draw its tools again.
 */
export const RichTextField = memo(function RichTextField(props: RichTextFieldProps) {
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
}, isAsBefore);

function isAsBefore(
  { initial, ...before }: RichTextFieldProps,
  { initial: next, ...now }: RichTextFieldProps,
): boolean {
  const names = Object.keys({ ...before, ...now }) as (keyof typeof now)[];
  return names.every((name) => before[name] === now[name]);
}

const neverChanges = () => () => {};

function Waiting({ height = "min-h-48" }: RichTextFieldProps) {
  return (
    <div className="overflow-clip rounded-md border border-field bg-raised">
      <div className="h-12.5 border-b border-rule bg-sunken" />
      <div className={`${height} px-4 py-4 text-muted`}>The editor is being made ready…</div>
    </div>
  );
}
