import { Badge } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { IssueState } from "#app/models/issues/states.ts";
import { issueWords } from "./words.ts";

type StatusBadgeProps = {
  state: IssueState;
  /** The time at which it leaves by itself, with its zone. */
  goesAt?: number | null;
  timeZone?: string;
};

export function StatusBadge({ state, goesAt = null, timeZone }: StatusBadgeProps) {
  const { name, tone } = issueWords[state];
  return (
    <Badge tone={tone}>
      {name}
      {goesAt !== null && timeZone !== undefined && (
        <>
          {" for "}
          <Time at={goesAt} timeZone={timeZone} />
        </>
      )}
    </Badge>
  );
}
