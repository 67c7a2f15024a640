import type { ComponentProps } from "react";
import { PiecePeople } from "#app/components/desk/people/PiecePeople.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { People } from "#app/models/comments/people.server.ts";
import { StatePanel } from "./StatePanel.tsx";

type IssuePeopleProps = Omit<ComponentProps<typeof StatePanel>, "path"> & { people: People };

/** The people of an issue, below its form: its state, the person who is on it, and comments. */
export function IssuePeople({ people, ...state }: IssuePeopleProps) {
  return (
    <PiecePeople path={deskIssuePath(state.number, "people")} people={people} what="issue" mayAssign>
      <StatePanel {...state} />
    </PiecePeople>
  );
}
