import { useState, useSyncExternalStore } from "react";
import { Button } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { Colleague } from "#app/models/comments/mentions.ts";
import type { Thread } from "#app/models/comments/threads.server.ts";
import { CommentForm, Quote } from "./CommentForm.tsx";
import { CommentItem } from "./CommentItem.tsx";
import { hasKeptText } from "./useKeptText.ts";
import { useAct } from "./usePeople.ts";
import { showPassage } from "./usePassage.ts";

type ThreadItemProps = {
  thread: Thread;
  named: Colleague[];
  me: number;
  timeZone: string;
  act: (fields: Record<string, string>) => Promise<string | null>;
};

/** A comment with the answers to it. */
export function ThreadItem({ thread, named, me, timeZone, act }: ThreadItemProps) {
  const { id, quote, resolved, comments } = thread;
  const place = `${me} answer ${id}`;
  // An answer that was begun stands open again; only this tab knows it.
  const hasBegun = useSyncExternalStore(
    () => () => {},
    () => hasKeptText(place),
    () => false,
  );
  const [toggled, setAnswering] = useState<boolean | null>(null);
  const answering = toggled ?? hasBegun;
  const { busy, fault, run } = useAct(act);
  const by = comments[0]?.author ?? "";
  return (
    <li className="rounded-lg border border-rule bg-raised p-4 text-sm">
      {quote !== "" && <About thread={thread} />}
      <ul className="space-y-4">
        {comments.map((comment, i) => (
          <CommentItem key={comment.id} {...{ comment, named, me, timeZone, act }} isAnswer={i > 0} />
        ))}
      </ul>
      {resolved && (
        <p className="mt-3 text-muted">
          Resolved by <bdi>{resolved.by}</bdi>, <Time at={resolved.at} timeZone={timeZone} />
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          type="button"
          aria-expanded={answering}
          aria-label={`Answer ${by}`}
          onClick={() => setAnswering(!answering)}
        >
          Answer
        </Button>
        <Button
          type="button"
          disabled={busy}
          aria-label={resolved ? `Open the comment by ${by} again` : `Resolve the comment by ${by}`}
          onClick={() => void run({ intent: resolved ? "reopen" : "resolve", thread: String(id) })}
        >
          {resolved ? "Open again" : "Resolve"}
        </Button>
      </div>
      {fault && (
        <p role="alert" className="mt-2 text-bad">
          {fault}
        </p>
      )}
      {answering && (
        <div className="mt-4">
          <CommentForm
            label="Your answer"
            button="Add the answer"
            named={named}
            place={place}
            fields={{ intent: "comment", thread: String(id) }}
            act={async (fields) => {
              const fault = await act(fields);
              if (fault === null) setAnswering(false);
              return fault;
            }}
          />
        </div>
      )}
    </li>
  );
}

/** The words that a thread is about, with the way to them while they stand in the text. */
function About({ thread }: { thread: Thread }) {
  const { quote, before, isThere } = thread;
  const [isLost, setLost] = useState(false);
  return (
    <div className="mb-3">
      <Quote words={quote} />
      {isThere && !isLost ? (
        <p className="mt-1">
          <button
            type="button"
            className="min-h-8 text-accent underline underline-offset-4"
            onClick={() => setLost(!showPassage({ quote, before }))}
          >
            Show it in the text
          </button>
        </p>
      ) : (
        <p className="mt-1 text-muted">These words are no longer in the text.</p>
      )}
    </div>
  );
}
