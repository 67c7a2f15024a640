import { Badge } from "#app/components/desk/kit.tsx";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { sizeText } from "#app/components/desk/subscribers/sizeText.ts";
import { deskUploadPath } from "#app/models/deskPaths.ts";
import type { UploadLine } from "#app/models/readers/uploads/uploads.server.ts";

const stages: Record<UploadLine["stage"], string> = {
  arriving: "Not here yet",
  here: "To be looked at",
  checking: "Being checked",
  checked: "Checked, not imported",
  importing: "Being imported",
  ended: "Over",
};

/** The files that somebody brought and nobody has imported. */
export function WaitingFiles({ files, timeZone }: { files: UploadLine[]; timeZone: string }) {
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting" className="mb-3 text-base font-semibold">
        Files that wait
      </h2>
      <Table caption="Files that wait, the newest first" head={["File", "State", "Brought by", "On"]}>
        {files.map(({ id, name, size, stage, actor, at }) => (
          <Row key={id}>
            <Cell>
              <a href={deskUploadPath(id)} className="group block">
                <bdi className="block font-medium break-all group-hover:underline">{name}</bdi>
                <span className="block text-muted">{sizeText(size)}</span>
              </a>
            </Cell>
            <Cell label="State">
              <Badge tone={stage === "checking" ? "warn" : "plain"}>{stages[stage]}</Badge>
            </Cell>
            <Cell label="Brought by">
              <bdi>{actor}</bdi>
            </Cell>
            <Cell label="On">
              <Time at={at} timeZone={timeZone} />
            </Cell>
          </Row>
        ))}
      </Table>
      <p className="mt-3 text-sm text-muted">They are removed a week after they came.</p>
    </section>
  );
}
