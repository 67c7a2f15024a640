import { Badge } from "#app/components/desk/kit.tsx";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { importStateWords } from "#app/components/desk/subscribers/importWords.ts";
import { deskImportPath } from "#app/models/deskPaths.ts";
import type { ImportState } from "#db/schema/imports.ts";

type Line = {
  id: number;
  list: string;
  file: string;
  state: ImportState;
  isStopped: boolean;
  startedBy: string;
  begunAt: number;
  imported: number;
  rows: number;
};

/** Every import, with who did it and when. */
export function ImportTable({ imports, timeZone }: { imports: Line[]; timeZone: string }) {
  return (
    <section aria-labelledby="imports">
      <h2 id="imports" className="mb-3 text-base font-semibold">
        Imports
      </h2>
      <Table caption="Imports, the newest first" head={["Import", "State", "Readers added", "By", "On"]}>
        {imports.map(({ id, list, file, state, startedBy, begunAt, imported, rows }) => (
          <Row key={id}>
            <Cell>
              <a href={deskImportPath(id)} className="group block">
                <bdi className="block font-medium break-all group-hover:underline">{file}</bdi>
                <span className="block text-muted">
                  to <bdi>{list}</bdi>
                </span>
              </a>
            </Cell>
            <Cell label="State">
              <Badge tone={importStateWords[state].tone}>{importStateWords[state].name}</Badge>
            </Cell>
            <Cell label="Readers added">
              <span className="tabular-nums">
                {imported.toLocaleString("en")} of {rows.toLocaleString("en")} rows
              </span>
            </Cell>
            <Cell label="By">
              <bdi>{startedBy}</bdi>
            </Cell>
            <Cell label="On">
              <Time at={begunAt} timeZone={timeZone} />
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  );
}
