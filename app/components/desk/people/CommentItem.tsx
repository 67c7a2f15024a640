import { useState } from "react";
import { Badge } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { Colleague } from "#app/models/comments/mentions.ts";
import type { CommentLine } from "#app/models/comments/threads.server.ts";
import { CommentForm } from "./CommentForm.tsx";
import { CommentText } from "./CommentText.tsx";
import { useAct } from "./usePeople.ts";

type CommentItemProps = {
  comment: CommentLine;
  isAnswer: boolean;
  named: Colleague[];
  me: number;
  timeZone: string;
  act: (fields: Record<string, string>) => Promise<string | null>;
};

/** One comment, with what its writer may do with it; of a deleted one its place. */
export function CommentItem({ comment, isAnswer, named, me, timeZone, act }: CommentItemProps) {
  const { id, text, may } = comment;
  const [editing, setEditing] = useState(false);
  const { busy, fault, run } = useAct(act);
  const own = (intent: string) => void run({ intent, comment: String(id) });
  return (
    <li id={`comment-${id}`} className={isAnswer ? "border-s-2 border-rule ps-4" : ""}>
      {comment.isDeleted ? (
        <Stub comment={comment} busy={busy} onUndo={() => own("restore")} />
      ) : (
        <>
          <Head comment={comment} timeZone={timeZone} />
          {editing ? (
            <EditForm {...{ id, text, named, me, act }} onDone={() => setEditing(false)} />
          ) : (
            <CommentText text={text} />
          )}
        </>
      )}
      {!editing && may.remove && (
        <p className="mt-1 flex flex-wrap gap-x-4">
          {may.edit && (
            <TextButton disabled={busy} onClick={() => setEditing(true)} label="Edit your comment">
              Edit
            </TextButton>
          )}
          <TextButton disabled={busy} onClick={() => own("delete")} label="Delete your comment">
            Delete
          </TextButton>
        </p>
      )}
      {fault && (
        <p role="alert" className="mt-2 text-bad">
          {fault}
        </p>
      )}
    </li>
  );
}

type HeadProps = Pick<CommentItemProps, "comment" | "timeZone">;

/** The writer of a comment, when it was written and changed, and whether it is new. */
function Head({ comment: { author, isYours, at, isNew, editedAt }, timeZone }: HeadProps) {
  // The desk counts it as read after a moment; on the page the mark stays until it is left.
  const [wasNew] = useState(isNew);
  return (
    <p className="mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
      <bdi className="font-medium">{author}</bdi>
      {isYours && <span className="text-muted">(you)</span>}
      <span className="text-muted">
        <Time at={at} timeZone={timeZone} />
      </span>
      {editedAt !== null && (
        <span className="text-muted">
          · edited <Time at={editedAt} timeZone={timeZone} />
        </span>
      )}
      {wasNew && <Badge tone="warn">New</Badge>}
    </p>
  );
}

type StubProps = { comment: CommentLine; busy: boolean; onUndo: () => void };

function Stub({ comment: { author, isYours, may }, busy, onUndo }: StubProps) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-muted">
      <span>{isYours ? "You" : <bdi>{author}</bdi>} deleted this comment.</span>
      {may.restore && (
        <TextButton disabled={busy} onClick={onUndo} label="Undo: bring your comment back">
          Undo
        </TextButton>
      )}
    </p>
  );
}

type EditFormProps = Pick<CommentItemProps, "named" | "me" | "act"> & {
  id: number;
  text: string;
  onDone: () => void;
};

function EditForm({ id, text, named, me, act, onDone }: EditFormProps) {
  return (
    <CommentForm
      label="Your comment"
      button="Save the comment"
      start={text}
      named={named}
      place={`${me} edit ${id}`}
      fields={{ intent: "edit", comment: String(id) }}
      onCancel={onDone}
      act={async (fields) => {
        const fault = await act(fields);
        if (fault === null) onDone();
        return fault;
      }}
    />
  );
}

type TextButtonProps = { label: string; disabled: boolean; onClick: () => void; children: string };

function TextButton({ label, disabled, onClick, children }: TextButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
      className="min-h-8 text-accent underline underline-offset-4"
    >
      {children}
    </button>
  );
}
