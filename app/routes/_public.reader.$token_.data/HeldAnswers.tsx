import { Section } from "#app/components/reader/Section.tsx";
import { Day } from "#app/components/ui/Day.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import type { PersonalData } from "#app/models/privacy/personalData.server.ts";

/** The answers of a reader to the questions of issues; nothing where there are none. */
export function HeldAnswers({ held }: { held: PersonalData }) {
  const words = useWords();
  if (held.answers.length === 0) return null;
  return (
    <Section id="answers" title={words("reader.held.answers")}>
      <ul className="mt-4 space-y-4">
        {held.answers.map(({ issue, kind, about, answer, remark, at }, i) => (
          <li key={i} className="border-s-2 border-rule ps-4">
            <p className="wrap-anywhere">
              {words("reader.held.answered", {
                number: issue ?? 0,
                about,
                answer: kind === "poll" ? answer : words(answer === "yes" ? "ask.yes" : "ask.no"),
              })}{" "}
              (<Day at={at} />)
            </p>
            {remark && (
              <p dir="auto" className="mt-1 wrap-anywhere whitespace-pre-line text-muted">
                {remark}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
