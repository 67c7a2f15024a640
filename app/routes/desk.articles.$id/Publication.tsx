import { useState } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Button } from "#app/components/desk/kit.tsx";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { issues } from "./ArticleFaults.tsx";
import type { SavedArticle } from "./answers.ts";

type PublicationProps = {
  saved: SavedArticle;
  headline: string;
  heldBy: number[];
  timeZone: string;
  /** True while somebody else writes. */
  isReading: boolean;
  /** False for a writer, who takes nothing off the site and deletes nothing that is on it. */
  mayPublish: boolean;
  onUnpublish: () => void;
  onDelete: () => void;
};

/** The article's status, with buttons to unpublish and delete. */
export function Publication(props: PublicationProps) {
  const { saved, headline, heldBy, timeZone, isReading, mayPublish, onUnpublish, onDelete } = props;
  const [asking, setAsking] = useState<"delete" | "take off" | null>(null);
  return (
    <div className="flex flex-col items-start gap-3 text-sm">
      {saved.publishedAt && (
        <>
          <p>
            On the site since <Time at={saved.publishedAt} timeZone={timeZone} />.
          </p>
          {mayPublish && (
            <Button type="button" disabled={isReading} onClick={() => setAsking("take off")}>
              Take it off the site
            </Button>
          )}
        </>
      )}
      <OtherPages id={saved.id} hasNumbers={mayPublish} />
      {heldBy.length > 0 ? (
        <p className="text-muted">Stands in {issues(heldBy)}, so it cannot be deleted.</p>
      ) : (
        (mayPublish || !saved.publishedAt) && (
          <Button
            type="button"
            kind="danger"
            disabled={isReading}
            onClick={() => (saved.publishedAt ? setAsking("delete") : onDelete())}
          >
            Delete the article
          </Button>
        )
      )}
      <Question
        open={asking === "take off"}
        title="Take it off the site?"
        lead={`The page of “${headline || "Untitled"}” goes, with its place in search and feeds, and links to it lead nowhere. It stays here as a draft; issues that were sent keep it.`}
        act="Take it off"
        onClose={() => setAsking(null)}
        onAct={onUnpublish}
      />
      <Question
        open={asking === "delete"}
        title="Delete this article?"
        lead={`“${headline || "Untitled"}” goes for good, and its page on the site with it: links to it lead nowhere. This cannot be undone.`}
        act="Delete the article"
        onClose={() => setAsking(null)}
        onAct={onDelete}
      />
    </div>
  );
}

type QuestionProps = {
  open: boolean;
  title: string;
  lead: string;
  act: string;
  onClose: () => void;
  onAct: () => void;
};

function Question({ open, title, lead, act, onClose, onAct }: QuestionProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} lead={lead}>
      <DialogActions>
        <Button type="button" onClick={onClose}>
          Keep it
        </Button>
        <Button
          type="button"
          kind="danger"
          onClick={() => {
            onClose();
            onAct();
          }}
        >
          {act}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function OtherPages({ id, hasNumbers }: { id: number; hasNumbers: boolean }) {
  const link = "text-accent underline underline-offset-4";
  return (
    <>
      <a href={deskArticlePath(id, "revisions")} data-command="Revisions of the article" className={link}>
        Revisions: who wrote what, and back to it
      </a>
      {hasNumbers && (
        <a href={deskArticlePath(id, "numbers")} data-command="Numbers of the article" className={link}>
          Numbers: views, clicks and replies
        </a>
      )}
    </>
  );
}
