import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { Badge, Button, buttonClass } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { SaveState } from "#app/components/desk/sheet/SaveState.tsx";
import type { SaverState } from "#app/components/desk/sheet/saver.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { articlePath } from "#app/models/sitePaths.ts";
import type { SavedArticle } from "./answers.ts";

type SaveBarProps = {
  saved: SavedArticle | null;
  state: SaverState;
  /** True from the first save of this visit on. */
  isFresh: boolean;
  /** True while nothing can be changed here. */
  isReading: boolean;
  timeZone: string;
  onSave: () => void;
  /** Null for a writer, who publishes nothing. */
  onPublish: (() => void) | null;
  /** Reasons why it is not saved. */
  children: ReactNode;
};

/** Always visible: whether the text is saved, whether the site shows it, and the button to publish it. */
export function SaveBar({ saved, state, isFresh, isReading, timeZone, onSave, onPublish, children }: SaveBarProps) {
  const published = Boolean(saved?.publishedAt);
  const upToDate = published && !saved!.waits && state.phase === "saved";
  return (
    <div
      data-sticky-bar
      className="sticky top-0 z-20 -mx-4 mb-8 max-h-[60dvh] overflow-y-auto border-b border-rule bg-paper px-4 sm:-mx-8 sm:px-8"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <Badge tone={published ? "good" : "plain"}>{published ? "Published" : "Draft"}</Badge>
          {saved?.scheduledAt != null && (
            <Badge tone="warn">
              Scheduled for&nbsp;
              <Time at={saved.scheduledAt} timeZone={timeZone} />
            </Badge>
          )}
          {saved?.waits && published && <Badge tone="warn">Changes not on the site</Badge>}
          <SaveState state={state} savedAt={saved?.at ?? null} isFresh={isFresh} timeZone={timeZone} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {saved && (
            // By the router, so that the last words are saved first.
            <Link
              to={deskArticlePath(saved.id, "preview")}
              data-command="Preview the article"
              className={buttonClass()}
            >
              Preview
            </Link>
          )}
          {saved && published && (
            <a
              href={articlePath(saved.slug)}
              target="_blank"
              rel="noreferrer"
              data-command="View the article on the site"
              className={buttonClass()}
            >
              View on site
            </a>
          )}
          <Button
            type="button"
            title="Ctrl+S or ⌘S"
            data-command="Save now"
            className="max-sm:hidden"
            disabled={isReading}
            onClick={onSave}
          >
            Save now
          </Button>
          {onPublish && (
            <Button
              type="button"
              kind="primary"
              data-command={published ? "Update the site" : "Publish the article"}
              disabled={upToDate || isReading}
              onClick={onPublish}
            >
              {published ? "Update the site" : saved?.scheduledAt != null ? "Publish or change" : "Publish"}
            </Button>
          )}
        </div>
      </div>
      {children}
    </div>
  );
}
