import { Panel } from "#app/components/desk/kit.tsx";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { shareWords } from "#app/models/shares.ts";

type IssueLine = {
  title: string;
  subject: string;
  path: string;
  figures: {
    editionId: number;
    accepted: number;
    audience: number;
    complained: number;
    replies: number;
    left: { all: number; withinDay: number };
  };
  joined: number | null;
};

/** The last issues of a list, and what each won and lost. */
export function IssueLines({ issues }: { issues: IssueLine[] }) {
  if (issues.length === 0)
    return (
      <Panel title="What each issue won and lost">
        <p className="text-sm text-muted">No issue has gone out from here yet.</p>
      </Panel>
    );
  return (
    <section>
      <h2 className="mb-3 font-serif text-xl">What each issue won and lost</h2>
      <Table caption="The last issues" head={["Issue", "Accepted", "Joined since", "Left", "Complaints", "Replies"]}>
        {issues.map(({ title, subject, path, figures, joined }) => (
          <Row key={figures.editionId}>
            <Cell>
              <span>
                <a href={path} className="font-medium underline underline-offset-4">
                  {title}
                </a>{" "}
                <bdi className="text-muted">{subject}</bdi>
              </span>
            </Cell>
            <Cell label="Accepted">
              {`${figures.accepted.toLocaleString("en")} of ${figures.audience.toLocaleString("en")}`}
            </Cell>
            <Cell label="Joined since">{joined === null ? "–" : joined.toLocaleString("en")}</Cell>
            <Cell label="Left">{leftWords(figures)}</Cell>
            <Cell label="Complaints">{figures.complained.toLocaleString("en")}</Cell>
            <Cell label="Replies">{figures.replies.toLocaleString("en")}</Cell>
          </Row>
        ))}
      </Table>
      <p className="mt-2 text-sm text-muted">
        “Joined since” counts the days from the issue to the one after it. That one follows the other does not say why.
      </p>
    </section>
  );
}

function leftWords({ left, accepted }: IssueLine["figures"]): string {
  const share = shareWords(left.all, accepted);
  const parts = [
    share.endsWith("%") && left.all > 0 ? share : "",
    left.all > 0 ? `${left.withinDay} within a day` : "",
  ];
  return [left.all.toLocaleString("en"), ...parts.filter(Boolean)].join(", ");
}
