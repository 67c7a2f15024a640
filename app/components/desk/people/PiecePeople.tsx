import type { ReactNode } from "react";
import type { People } from "#app/models/comments/people.server.ts";
import { AssignForm } from "./AssignForm.tsx";
import { Comments } from "./Comments.tsx";
import { usePeople } from "./usePeople.ts";

type PiecePeopleProps = {
  /** Where the piece's people are, like `/desk/articles/12/people`. */
  path: string;
  people: People;
  what: "article" | "issue";
  mayAssign: boolean;
  /** The state of an issue, above the assignment. */
  children?: ReactNode;
};

/** The people of an article or an issue, below its form: comments, and the person who is on it. */
export function PiecePeople({ path, people: loaded, what, mayAssign, children }: PiecePeopleProps) {
  const { people, act } = usePeople(path, loaded);
  return (
    <section
      id="people"
      aria-label="People"
      className="mt-10 grid scroll-mt-24 gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start"
    >
      <div className="min-w-0">
        <Comments people={people} act={act} />
      </div>
      <div className="min-w-0 space-y-6 max-lg:order-first">
        {children}
        <AssignForm {...{ people, what, mayAssign, act }} />
      </div>
    </section>
  );
}
