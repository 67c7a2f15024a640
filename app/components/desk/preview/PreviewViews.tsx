import type { ComponentProps, ReactNode } from "react";
import { PreviewChoice } from "./PreviewChoice.tsx";
import { PreviewFrame } from "./PreviewFrame.tsx";

/** `content` stands above the frame, or in its place. */
type View = { name: string; frame?: ComponentProps<typeof PreviewFrame>; content?: ReactNode };

type PreviewViewsProps<T extends string> = {
  view: T;
  views: Record<T, View>;
  onView: (view: T) => void;
  /** Further choices. */
  children?: ReactNode;
};

/** Documents as their readers will meet them, one at a time. */
export function PreviewViews<T extends string>({ view, views, onView, children }: PreviewViewsProps<T>) {
  const { frame, content } = views[view];
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
      </div>
      <div className="space-y-4">
        {content}
        {frame && <PreviewFrame {...frame} />}
      </div>
    </div>
  );
}
