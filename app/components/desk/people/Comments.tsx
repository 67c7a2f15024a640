import { useEffect, useRef } from "react";
import { Panel } from "#app/components/desk/kit.tsx";
import type { People } from "#app/models/comments/people.server.ts";
import { CommentForm } from "./CommentForm.tsx";
import { ThreadItem } from "./ThreadItem.tsx";
import { usePassage } from "./usePassage.ts";

type CommentsProps = { people: People; act: (fields: Record<string, string>) => Promise<string | null> };

/** The comments on a piece, at the desk alone: on the whole of it, or on chosen words. */
export function Comments({ people, act }: CommentsProps) {
  const { threads, named, me, timeZone } = people;
  const [passage, giveUp] = usePassage();
  const panel = useSeen(threads, act);
  const open = threads.filter(({ resolved }) => !resolved);
  const done = threads.filter(({ resolved }) => resolved);
  const list = (some: typeof threads) => (
    <ul className="space-y-4">
      {some.map((thread) => (
        <ThreadItem key={thread.id} {...{ thread, named, me, timeZone, act }} />
      ))}
    </ul>
  );
  return (
    <div id="comments" ref={panel} className="scroll-mt-24">
      <Panel title="Comments">
        <p className="-mt-3 mb-4 text-sm text-muted">
          For the desk alone: readers never see them. Choose words in the text to comment on them.
        </p>
        {list(open)}
        <div className={open.length > 0 ? "mt-6" : ""}>
          <CommentForm
            label="New comment"
            button="Comment"
            named={named}
            place={`${me} new`}
            fields={{ intent: "comment" }}
            passage={passage}
            onWhole={giveUp}
            act={act}
          />
        </div>
        {done.length > 0 && (
          <details className="mt-6">
            <summary className="min-h-8 cursor-pointer text-sm font-medium">{done.length} resolved</summary>
            <div className="mt-3">{list(done)}</div>
          </details>
        )}
      </Panel>
    </div>
  );
}

/** Comments that stand in sight for a moment have been read; the mark stays until the page is left. */
function useSeen(threads: People["threads"], act: CommentsProps["act"]) {
  const panel = useRef<HTMLDivElement>(null);
  const isNew = threads.some(({ comments }) => comments.some((one) => one.isNew));
  const newest = Math.max(0, ...threads.flatMap(({ comments }) => comments.map(({ id }) => id)));
  useEffect(() => {
    if (!isNew || !panel.current) return;
    let soon: ReturnType<typeof setTimeout> | undefined;
    const watcher = new IntersectionObserver(([entry]) => {
      clearTimeout(soon);
      if (entry?.isIntersecting) soon = setTimeout(() => void act({ intent: "seen", upTo: String(newest) }), 1500);
    });
    watcher.observe(panel.current);
    return () => {
      watcher.disconnect();
      clearTimeout(soon);
    };
  }, [isNew, newest, act]);
  return panel;
}
