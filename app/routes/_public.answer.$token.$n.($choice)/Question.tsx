import { ReaderChoice } from "#app/components/reader/ReaderChoice.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { FaultSummary, faultAnchor } from "#app/components/ui/FaultSummary.tsx";
import { PollResults } from "#app/components/ui/PollResults.tsx";
import { Said, useDir, useWords } from "#app/components/ui/Words.tsx";

type Asked = {
  kind: "useful" | "poll";
  words: string;
  isPiece: boolean;
  answers: string[];
  given: boolean;
  /** When it closes, in words. */
  until: string;
  /** The answer of the link, from 1; 0 for none. */
  chosen: number;
  /** People by answer, for those who may see them. */
  results: number[] | null;
};
type QuestionProps = Asked & { did: "answered" | "choose" | null };

/** A question with its answers, and the button that alone gives one. */
export function Question({ did, ...asked }: QuestionProps) {
  const { given, until, results } = asked;
  const words = useWords();
  const answers = useAnswers(asked);
  const isAnswered = did === "answered";
  return (
    <Note title={useTitle(asked)}>
      {asked.kind === "useful" && <About {...asked} />}
      {isAnswered && (
        <p role="status" className="font-semibold text-good">
          {words("ask.thanks")}
        </p>
      )}
      {results && <PollResults answers={answers} people={results} />}
      {did === "choose" && <FaultSummary faults={[{ said: words("ask.choose"), field: "answer-1" }]} />}
      {given && !isAnswered && <p>{words("ask.given")}</p>}
      {isAnswered ? (
        <details className="mt-8">
          <summary className="inline-block min-h-11 cursor-pointer py-2.5 underline underline-offset-4">
            {words("ask.again")}
          </summary>
          <AnswerForm {...asked} answers={answers} />
        </details>
      ) : (
        <AnswerForm {...asked} answers={answers} />
      )}
      <p className="text-[0.9375rem] text-muted">{words("ask.until", { day: until })}</p>
    </Note>
  );
}

function AnswerForm({ answers, chosen, given, ...asked }: Asked) {
  const words = useWords();
  const dir = useDir();
  return (
    <form method="post" action={faultAnchor}>
      <input type="hidden" name="do" value="answer" />
      <fieldset>
        <legend className="sr-only">{useTitle({ answers, chosen, given, ...asked })}</legend>
        {answers.map((answer, i) => (
          <ReaderChoice
            key={i}
            type="radio"
            id={`answer-${i + 1}`}
            name="answer"
            value={String(i + 1)}
            chosen={i + 1 === chosen}
            required
          >
            <span dir={dir(answer)}>{answer}</span>
          </ReaderChoice>
        ))}
      </fieldset>
      <label className="mt-5 block text-[0.9375rem] font-semibold" htmlFor="remark">
        {words("ask.remark")}
      </label>
      <textarea
        id="remark"
        name="remark"
        rows={3}
        maxLength={1000}
        dir="auto"
        aria-describedby="remark-about"
        className="field mt-2 block py-2"
      />
      <p id="remark-about" className="mt-2 mb-5 text-[0.9375rem] leading-relaxed text-muted">
        {words("ask.remarkAbout")}
      </p>
      <button className="button" type="submit">
        {given ? words("ask.change") : words("ask.send")}
      </button>
    </form>
  );
}

/** A question that has closed, with its results where readers may see them. */
export function ClosedQuestion({ until, results, ...asked }: Asked) {
  const words = useWords();
  const answers = useAnswers({ until, results, ...asked });
  return (
    <Note title={words("ask.closed")}>
      <About {...asked} />
      <p>{words("ask.closedAbout", { day: until })}</p>
      {results && <PollResults answers={answers} people={results} />}
    </Note>
  );
}

/** The page behind the links of a copy that is nobody's, like the mail in the archive. */
export function MailOnly() {
  const words = useWords();
  const link = (inner: string) => (
    <a className="underline underline-offset-4" href="/subscribe">
      {inner}
    </a>
  );
  return (
    <Note title={words("ask.mailOnly")}>
      <p>
        <Said text={() => words("ask.mailOnlyAbout")} tags={{ link }} />
      </p>
    </Note>
  );
}

/** The subject of a question; a poll is its own words. */
function About({ kind, words: asked, isPiece }: Pick<Asked, "kind" | "words" | "isPiece">) {
  const words = useWords();
  const dir = useDir();
  if (kind === "poll") return <p dir={dir(asked)}>{asked}</p>;
  return <p>{isPiece ? words("ask.about", { headline: asked }) : words("ask.aboutIssue", { subject: asked })}</p>;
}

function useTitle({ kind, words: asked, isPiece }: Asked): string {
  const words = useWords();
  if (kind === "poll") return asked;
  return isPiece ? words("ask.useful") : words("ask.usefulIssue");
}

function useAnswers({ kind, answers }: Asked): string[] {
  const words = useWords();
  return kind === "useful" ? [words("ask.yes"), words("ask.no")] : answers;
}
