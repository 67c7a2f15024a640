import { Time } from "#app/components/desk/Time.tsx";
import type { IssueState } from "#app/models/issues/states.ts";
import type { Standing } from "#app/models/sending/standing.server.ts";

/** The words of each state before the name of the person who brought the issue there. */
const verbs: Record<IssueState, string> = {
  draft: "Begun",
  "in-review": "Review asked",
  approved: "Approved",
  scheduled: "Approved",
  sending: "Sent off",
  paused: "Paused",
  sent: "Sent off",
};

/** The person who brought an issue into its state, and the time: beside its badge. */
export function StateLine({ standing, timeZone }: { standing: Standing; timeZone: string }) {
  const { state, by, of, like, at, isElsewhere } = standing;
  return (
    <span className="text-sm text-muted">
      {isElsewhere ? "Sent elsewhere" : verbs[state]}
      {by && (
        <>
          {" by "}
          <bdi>{by}</bdi>
        </>
      )}
      {like && (
        <>
          {" "}
          <bdi>{like}</bdi>
        </>
      )}
      {of && (
        <>
          {", of "}
          <bdi>{of}</bdi>
        </>
      )}
      {at !== null && (
        <>
          {", "}
          <Time at={at} timeZone={timeZone} />
        </>
      )}
    </span>
  );
}
