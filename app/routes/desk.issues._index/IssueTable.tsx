import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { AssignedTo } from "#app/components/desk/people/AssignedTo.tsx";
import { CommentCount } from "#app/components/desk/people/CommentCount.tsx";
import type { PeopleInList } from "#app/models/comments/people.server.ts";
import { StateLine } from "#app/components/desk/issues/StateLine.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { IssueLine } from "#app/models/issues/list.server.ts";
import type { Standing } from "#app/models/sending/standing.server.ts";

type IssueInTable = IssueLine & { standing: Standing };

type IssueTableProps = {
  issues: IssueInTable[];
  people: Record<number, PeopleInList>;
  me: number;
  timeZone: string;
};

export function IssueTable({ issues, people, me, timeZone }: IssueTableProps) {
  return (
    <Table
      caption="Issues, the newest first"
      head={["Issue", "Status", "Who is on it", "List", "Articles", "Last step"]}
    >
      {issues.map((issue) => (
        <Row key={issue.id}>
          <Cell>
            <a href={deskIssuePath(issue.number)} className="group block">
              <span className="block text-xs text-muted tabular-nums">No. {issue.number}</span>
              <bdi className="font-medium group-hover:underline">{issue.subject || "No subject yet"}</bdi>
            </a>
            <CommentCount counts={people[issue.id]?.comments} path={deskIssuePath(issue.number)} />
          </Cell>
          <Cell label="Status">
            <StatusBadge state={issue.standing.state} goesAt={issue.standing.goesAt} timeZone={timeZone} />
          </Cell>
          <Cell label="Who is on it">
            {people[issue.id]?.assigned ? (
              <AssignedTo assigned={people[issue.id]!.assigned!} me={me} timeZone={timeZone} />
            ) : (
              <span className="text-muted">Nobody</span>
            )}
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

function LastStep({ issue, timeZone }: { issue: IssueInTable; timeZone: string }) {
  if (issue.standing.state !== "draft") return <StateLine standing={issue.standing} timeZone={timeZone} />;
  return (
    <span className="text-muted">
      Saved <Time at={issue.updatedAt} timeZone={timeZone} />
    </span>
  );
}
