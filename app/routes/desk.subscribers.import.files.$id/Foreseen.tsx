import { Button, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { outcomeWords } from "#app/components/desk/subscribers/outcomeWords.ts";
import type { ForeseenView } from "./views.server.ts";

type ForeseenProps = { foreseen: ForeseenView; fileId: number; list: string | null; confirm: boolean };

/** Shows what each row would become, and the button that does it; or why the file cannot be imported yet. */
export function Foreseen({ foreseen, fileId, list, confirm }: ForeseenProps) {
  if (foreseen.fault)
    return (
      <NoticeBox tone="bad">
        {foreseen.words ?? "The file has values that may say who must get no mail. Say below what each of them means."}{" "}
        Nothing was imported.
      </NoticeBox>
    );
  const { groups, sums, several } = foreseen;
  return (
    <Panel title="What each row would become">
      <p className="text-sm">
        {sums.rows.toLocaleString("en")} rows, for <bdi className="font-medium">{list}</bdi>. Nothing has been imported.
      </p>
      <ul className="mt-4 divide-y divide-rule">
        {groups.map(({ kind, count, rows }) => (
          <li key={kind}>
            <details className="group py-2">
              <summary className="flex cursor-pointer flex-wrap items-baseline justify-between gap-x-4 py-1">
                <span className="min-w-0 text-sm group-open:font-medium">
                  <span aria-hidden="true" className="me-2 inline-block text-muted group-open:rotate-90">
                    ▸
                  </span>
                  {confirm && kind === "imported" ? "Asked by mail to confirm" : outcomeWords[kind]}
                </span>
                <span className="font-serif text-lg tabular-nums">{count.toLocaleString("en")}</span>
              </summary>
              <Rows rows={rows} several={several} more={count - rows.length} />
            </details>
          </li>
        ))}
      </ul>
      {sums.endedHere > 0 && (
        <NoticeBox tone="warn">
          {sums.endedHere.toLocaleString("en")} of them get mail here now, and would get none any more.
        </NoticeBox>
      )}
      <form method="post" action={`/desk/subscribers/import/files/${fileId}/rows`} className="mt-4">
        <Button>Download all rows, with what each would become</Button>
      </form>
      <form method="post" className="mt-6 border-t border-rule pt-5">
        <input type="hidden" name="foreseen" value={foreseen.at} />
        <Button kind="primary" name="intent" value="start">
          {wordStart(sums, confirm)}
        </Button>
        <p className="mt-2 max-w-prose text-sm text-muted">
          {wordMails(sums, confirm)}
          It can be cancelled while it runs, and undone as a whole for 30 days.
        </p>
      </form>
    </Panel>
  );
}

type Sums = { joins: number; asked: number; away: number };

function wordMails({ asked }: Sums, confirm: boolean): string {
  if (confirm) return "Whoever joins gets one mail that asks them to confirm. ";
  if (asked > 0) return "Who never confirmed there gets one mail that asks them to; nobody else is mailed. ";
  return "Nobody is mailed. ";
}

/** @returns what the button does, like `Add 8,214 readers, note 1,302 who left` */
function wordStart({ joins, asked, away }: Sums, confirm: boolean): string {
  const readers = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "reader" : "readers"}`;
  const asks = asked + (confirm ? joins : 0);
  const parts = [
    ...(joins > 0 && !confirm ? [`add ${readers(joins)}`] : []),
    ...(asks > 0 ? [`ask ${readers(asks)} to confirm`] : []),
    ...(away > 0 ? [`note ${away.toLocaleString("en")} who left or must get no mail`] : []),
  ];
  const words = parts.join(", ") || "import it, though it changes nobody";
  return words[0]!.toUpperCase() + words.slice(1);
}

type Shown = { file: string; line: number; email: string; words: string };

function Rows({ rows, several, more }: { rows: Shown[]; several: boolean; more: number }) {
  return (
    <div className="pb-3">
      {rows[0] && <p className="mb-2 text-sm text-muted">{rows[0].words}</p>}
      <div className="rounded border border-rule">
        <ol className="divide-y divide-rule text-sm">
          {rows.map((row, i) => (
            <li key={i} className="flex flex-wrap gap-x-3 px-3 py-1.5">
              <span className="text-muted tabular-nums">
                {several && <bdi className="break-all">{row.file}, </bdi>}line {row.line}
              </span>
              <bdi className="min-w-0 break-all">{row.email || "(nothing)"}</bdi>
              {row.words !== rows[0]!.words && <span className="text-muted">{row.words}</span>}
            </li>
          ))}
        </ol>
      </div>
      {more > 0 && (
        <p className="mt-2 text-sm text-muted">and {more.toLocaleString("en")} more, which the file of all rows has</p>
      )}
    </div>
  );
}
