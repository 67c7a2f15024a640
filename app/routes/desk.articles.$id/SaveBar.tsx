import type { ReactNode } from "react";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge, Button, buttonClass } from "#app/components/desk/kit.tsx";
import { articlePath } from "#app/models/sitePaths.ts";
import type { Intent } from "./ArticleForm.tsx";
import type { Saved } from "./answers.ts";

type SaveBarProps = {
  saved: Saved | null;
  dirty: boolean;
  saving: boolean;
  failed: boolean;
  timeZone: string;
  onSave: (intent: Intent) => void;
  /** Reasons why it is not saved. */
  children: ReactNode;
};

/** Always visible: whether the text is saved, and the buttons to save. */
export function SaveBar({ saved, dirty, saving, failed, timeZone, onSave, children }: SaveBarProps) {
  const published = Boolean(saved?.publishedAt);
  return (
    <div className="sticky top-0 z-20 -mx-4 mb-8 max-h-[60dvh] overflow-y-auto border-b border-rule bg-paper px-4 sm:-mx-8 sm:px-8">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
        <div className="flex items-center gap-3 text-sm">
          <Badge tone={published ? "good" : "plain"}>{published ? "Published" : "Draft"}</Badge>
          <p role="status" className={failed && !saving ? "font-medium text-bad" : "text-muted"}>
            {saving ? (
              "Saving…"
            ) : failed ? (
              "Not saved"
            ) : dirty ? (
              "Unsaved changes"
            ) : saved ? (
              <SavedAt at={saved.at} timeZone={timeZone} />
            ) : (
              "Not saved yet"
            )}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {saved && published && (
            <a href={articlePath(saved.slug)} target="_blank" rel="noreferrer" className={buttonClass()}>
              View on site
            </a>
          )}
          <Button
            type="button"
            kind={published ? "primary" : "quiet"}
            title="Ctrl+S or ⌘S"
            disabled={saving}
            onClick={() => onSave("save")}
          >
            {published ? "Save changes" : "Save draft"}
          </Button>
          {!published && (
            <Button type="button" kind="primary" disabled={saving} onClick={() => onSave("publish")}>
              Publish
            </Button>
          )}
        </div>
      </div>
      {children}
    </div>
  );
}

function SavedAt({ at, timeZone }: { at: number; timeZone: string }) {
  return (
    <>
      Saved <Time at={at} timeZone={timeZone} />
    </>
  );
}
