import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Badge, Button, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import type { TestReport } from "#app/models/sending/subjectTests/report.server.ts";
import { shareWords } from "#app/models/shares.ts";
import { chanceMeaning, sayChance } from "#app/models/sending/subjectTests/words.ts";

type SubjectTestPanelProps = {
  test: TestReport;
  /** The page at the desk. */
  path: string;
  maySteer: boolean;
};

const heads: Record<TestReport["counted"], string> = { clicks: "Clicked", replies: "Replied" };

/** How the subjects of an issue do, and where somebody chooses between them. */
export function SubjectTestPanel({ test, path, maySteer }: SubjectTestPanelProps) {
  const { arms, said, stage, counted } = test;
  const isOpen = stage !== "decided" && stage !== "cancelled";
  return (
    <Panel title="Subjects" term="subject test">
      {stage === "to-choose" ? (
        <NoticeBox tone="warn">
          <Said said={said} />
        </NoticeBox>
      ) : (
        <div className="mb-4 text-sm">
          <Said said={said} />
        </div>
      )}
      <Table
        caption="The subjects and how each does"
        head={[
          "Subject",
          "Accepted",
          heads[counted],
          "Is the best with",
          ...(isOpen && maySteer ? ["For the rest"] : []),
        ]}
      >
        {arms.map(({ subject, readers, did, chance, isWinner, editionId }, i) => (
          <Row key={editionId}>
            <Cell>
              <span className="text-muted">{i + 1}.</span> <bdi className="font-medium wrap-anywhere">{subject}</bdi>{" "}
              {isWinner && <Badge tone="good">Chosen</Badge>}
            </Cell>
            <Cell label="Accepted">
              <span className="tabular-nums">{readers.toLocaleString("en")}</span>
            </Cell>
            <Cell label={heads[counted]}>
              <span className="tabular-nums">
                {did.toLocaleString("en")}
                <Share did={did} readers={readers} />
              </span>
            </Cell>
            <Cell label="Is the best with">{sayChance(chance)}</Cell>
            {isOpen && maySteer && (
              <Cell label="For the rest">
                <Choice
                  path={path}
                  choice={String(i + 1)}
                  name={`Choose subject ${i + 1} for the rest`}
                  words="Choose"
                />
              </Cell>
            )}
          </Row>
        ))}
      </Table>
      {isOpen && maySteer && test.waiting > 0 && (
        <div className="mt-4">
          <Choice path={path} choice="now" words="Stop the test now and go by these figures" />
        </div>
      )}
      <details className="mt-4 text-sm text-muted">
        <summary className="cursor-pointer">What these chances mean</summary>
        <p className="mt-2">
          {chanceMeaning} A subject is chosen with nine chances in ten, from twenty readers on; else the first one is.
          Figures of the first minutes move much: who stops early decides on less.
        </p>
      </details>
    </Panel>
  );
}

function Said({ said }: { said: string[] }) {
  return said.map((sentence, i) => (
    <p key={i} className="wrap-anywhere">
      {sentence}
    </p>
  ));
}

/** @param name for those who do not see beside what it stands */
function Choice({ path, choice, words, name }: { path: string; choice: string; words: string; name?: string }) {
  return (
    <form method="post" action={`${path}/subject`}>
      <Button name="choice" value={choice} aria-label={name}>
        {words}
      </Button>
    </form>
  );
}

/** None of a few readers: 33.3 % of three is a way of not saying one. */
function Share({ did, readers }: { did: number; readers: number }) {
  const share = shareWords(did, readers);
  return share.endsWith("%") ? <span className="text-muted"> ({share})</span> : null;
}
