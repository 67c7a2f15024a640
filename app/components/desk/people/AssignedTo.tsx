import { Time } from "#app/components/desk/Time.tsx";
import type { Assignment } from "#app/models/assignments.server.ts";

type AssignedToProps = {
  assigned: Pick<Assignment, "editorId" | "name" | "dueAt"> & { isLate: boolean };
  me: number;
  timeZone: string;
};

/** The person on a piece, with the due time; a time that is over stands out, in words too. */
export function AssignedTo({ assigned: { editorId, name, dueAt, isLate }, me, timeZone }: AssignedToProps) {
  return (
    <>
      <bdi className="font-medium">{name}</bdi>
      {editorId === me && " (you)"}
      {dueAt !== null && (
        <span className={`block ${isLate ? "text-bad" : "text-muted"}`}>
          {isLate ? "Was due " : "Due "}
          <Time at={dueAt} timeZone={timeZone} />
        </span>
      )}
    </>
  );
}
