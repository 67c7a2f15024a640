import { Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { QuestionResult, Remark } from "#app/models/feedback/results.server.ts";
import { shareWords } from "#app/models/shares.ts";
import { Remarks } from "./Remarks.tsx";

type FeedbackPanelProps = {
  results: QuestionResult[];
  remarks: Remark[];
  /** Those who got the issue, by edition; null where they are not known. */
  accepted: number | null;
  timeZone: string;
  /** Names a result where they are of several issues. */
  nameOf?: (result: QuestionResult) => string;
  /** Where the answers are a file; left out where there is none. */
  file?: string;
};

/** The answers of readers to an issue, or about a piece over all issues. */
export function FeedbackPanel({ results, remarks, accepted, timeZone, nameOf, file }: FeedbackPanelProps) {
  const useful = results.filter(({ kind }) => kind === "useful");
  const polls = results.filter(({ kind }) => kind === "poll");
  if (results.length === 0) return null;
  return (
    <Panel title="What readers answered">
      {useful.length > 0 && <UsefulTable results={useful} nameOf={nameOf ?? (({ words }) => words)} />}
      {polls.map((poll) => (
        <PollTable key={poll.id} poll={poll} accepted={accepted} timeZone={timeZone} />
      ))}
      <details className="mt-4">
        <summary className="inline-flex min-h-8 cursor-pointer items-center text-sm text-muted underline underline-offset-4 hover:text-ink">
          How it is computed
        </summary>
        <p className="mt-1 max-w-prose text-sm text-muted">
          Each delivery counts once: who answers again changes the answer. Only the button of the page counts, not the
          link in the mail, so machines that open links are not among them. Somebody with a forwarded mail answers in
          its reader’s place. Those who answer are few and not like those who do not.
        </p>
      </details>
      <Remarks remarks={remarks} timeZone={timeZone} />
      {file && remarks.length + results.length > 0 && (
        <p className="mt-4 flex gap-4 text-sm print:hidden">
          {(["csv", "json"] as const).map((format) => (
            <a
              key={format}
              href={`${file}?format=${format}`}
              download
              className="inline-flex min-h-8 items-center underline underline-offset-4"
            >
              Answers as {format.toUpperCase()}
            </a>
          ))}
        </p>
      )}
    </Panel>
  );
}

const cell = "border-t border-rule px-2 py-1.5 align-top first:ps-0 last:pe-0";

function UsefulTable({ results, nameOf }: { results: QuestionResult[]; nameOf: (result: QuestionResult) => string }) {
  return (
    <div>
      <table className="w-full text-sm">
        <thead className="text-start text-muted">
          <tr>
            <th scope="col" className="py-1.5 pe-2 text-start font-medium">
              Was it useful?
            </th>
            {["Yes", "No", "Useful to"].map((name) => (
              <th key={name} scope="col" className="px-2 py-1.5 text-end font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((result) => {
            const [yes, no] = result.answers;
            return (
              <tr key={result.id}>
                <th scope="row" className={`${cell} text-start font-normal wrap-anywhere`}>
                  <bdi>{nameOf(result)}</bdi>
                </th>
                <td className={`${cell} text-end tabular-nums`}>{yes!.people.toLocaleString("en")}</td>
                <td className={`${cell} text-end tabular-nums`}>{no!.people.toLocaleString("en")}</td>
                <td className={`${cell} text-end tabular-nums`}>{shareOf(yes!.people, result.people)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

type PollTableProps = { poll: QuestionResult; accepted: number | null; timeZone: string };

function PollTable({ poll, accepted, timeZone }: PollTableProps) {
  const { words, answers, people, isOpen, closesAt, shown } = poll;
  return (
    <section className="mt-6 first:mt-0">
      <h3 className="text-sm font-semibold">
        <bdi>{words}</bdi>
      </h3>
      <p className="mt-0.5 text-sm text-muted">
        {people.toLocaleString("en")} {people === 1 ? "person" : "people"} answered
        {accepted !== null && accepted >= people && `, of ${accepted.toLocaleString("en")} who got it`}. It{" "}
        {isOpen ? "closes" : "closed"} on <Time at={closesAt} timeZone={timeZone} />.{" "}
        {shown ? "Readers see the results too." : "Only the desk sees this."}
      </p>
      <ul className="mt-2 grid gap-2">
        {answers.map((answer, i) => (
          <li key={i} className="text-sm">
            <div className="flex justify-between gap-4">
              <bdi className="min-w-0 wrap-anywhere">{answer.words}</bdi>
              <span className="shrink-0 tabular-nums">
                {answer.people.toLocaleString("en")}{" "}
                <span className="text-muted">({shareOf(answer.people, people)})</span>
              </span>
            </div>
            <div aria-hidden className="mt-0.5 h-2 rounded-sm border border-rule bg-sunken">
              <div
                className="h-full bg-accent"
                style={{ width: `${people === 0 ? 0 : (100 * answer.people) / people}%` }}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Like `3 of 5`, or `40 % of 50`: a share never stands without what it is out of. */
function shareOf(count: number, of: number): string {
  const share = shareWords(count, of);
  return share.endsWith("%") ? `${share} of ${of.toLocaleString("en")}` : share || "nobody yet";
}
