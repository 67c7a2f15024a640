import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { IssueLine } from "#app/models/issues/list.server.ts";

export function IssueTable({ issues, timeZone }: { issues: IssueLine[]; timeZone: string }) {
  return (
    <Table caption="Issues, the newest first" head={["Issue", "Status", "List", "Articles", "Last step"]}>
      {issues.map((issue) => (
        <Row key={issue.id}>
          <Cell>
            <a href={deskIssuePath(issue.number)} className="group block">
              <span className="block text-xs text-muted tabular-nums">No. {issue.number}</span>
              <bdi className="font-medium group-hover:underline">{issue.subject || "No subject yet"}</bdi>
            </a>
          </Cell>
          <Cell label="Status">
            <StatusBadge status={issue.status} />
          </Cell>
          <Cell label="List">
            <bdi>{issue.list}</bdi>
          </Cell>
          <Cell label="Articles">{issue.articles}</Cell>
          <Cell label="Last step">
            <LastStep issue={issue} timeZone={timeZone} />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function LastStep({ issue, timeZone }: { issue: IssueLine; timeZone: string }) {
  const [word, at] = issue.sentAt
    ? ["Sent", issue.sentAt]
    : issue.sendingAt
      ? ["Started", issue.sendingAt]
      : ["Saved", issue.updatedAt];
  return (
    <span className="text-muted">
      {word} <Time at={at as number} timeZone={timeZone} />
    </span>
  );
}
