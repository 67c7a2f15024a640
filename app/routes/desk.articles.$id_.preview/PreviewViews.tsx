import { useState, type ReactNode } from "react";
import type { Scheme } from "#app/components/ui/frame.ts";
import { PreviewChoice, PreviewLooks, type PreviewWidth } from "#app/components/desk/preview/PreviewChoice.tsx";
import { PreviewFrame } from "#app/components/desk/preview/PreviewFrame.tsx";

/** `frame`: the address of the document and what it is called; `content`: what is shown where there is none. */
type View = { name: string; frame?: (scheme: Scheme) => { src: string; called: string }; content?: ReactNode };

type PreviewViewsProps<T extends string> = {
  view: T;
  views: Record<T, View>;
  onView: (view: T) => void;
  /** Further choices. */
  children?: ReactNode;
};

/** Documents as their readers will meet them, one at a time; those in a frame at two widths, light and dark. */
export function PreviewViews<T extends string>({ view, views, onView, children }: PreviewViewsProps<T>) {
  const [width, setWidth] = useState<PreviewWidth>("phone");
  const [scheme, setScheme] = useState<Scheme>("light");
  const { frame, content } = views[view];
  const shown = frame?.(scheme);
  const names = Object.fromEntries(Object.entries<View>(views).map(([key, { name }]) => [key, name]));
  return (
    <div className="max-w-full min-w-0">
      <div className="mb-4 flex flex-wrap gap-3">
        <PreviewChoice
          legend="What to show"
          name="view"
          value={view}
          options={names as Record<T, string>}
          onChange={onView}
        />
        {children}
        {shown && <PreviewLooks width={width} scheme={scheme} onWidth={setWidth} onScheme={setScheme} />}
      </div>
      {shown ? (
        <PreviewFrame src={shown.src} title={`The ${shown.called}, ${width}, ${scheme}`} wide={width === "desktop"} />
      ) : (
        content
      )}
    </div>
  );
}
