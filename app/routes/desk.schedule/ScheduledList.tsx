import { Panel } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { ScheduledLine } from "#app/models/sending/schedule/overview.server.ts";

/** The issues with a scheduled time of their own. */
export function ScheduledList({ issues }: { issues: ScheduledLine[] }) {
  if (issues.length === 0) return null;
  return (
    <Panel title="At a time of their own">
      <ul className="space-y-3">
        {issues.map(({ number, subject, at, by }) => (
          <li key={number}>
            {at}:{" "}
            <a href={deskIssuePath(number)} className="text-accent underline underline-offset-4">
              issue {number}, “<bdi>{subject}</bdi>”
            </a>
            <span className="text-muted">, set by {by}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
