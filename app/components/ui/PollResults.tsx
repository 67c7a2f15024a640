import { useContext } from "react";
import { percentIn } from "#app/i18n/numbers.ts";
import { SiteContext } from "./SiteContext.ts";
import { useDir, useWords } from "./Words.tsx";

type PollResultsProps = {
  answers: string[];
  /** How many people gave each. */
  people: number[];
};

/** The answers of readers: a bar and a number each, so that no colour is needed. */
export function PollResults({ answers, people }: PollResultsProps) {
  const words = useWords();
  const dir = useDir();
  const { language } = useContext(SiteContext);
  const all = people.reduce((sum, one) => sum + one, 0);
  return (
    <section className="mt-6" aria-label={words("ask.results")}>
      <p className="font-semibold">
        {words("ask.results")} <span className="font-normal text-muted">· {words("ask.people", { count: all })}</span>
      </p>
      <ul className="mt-2 grid gap-3">
        {answers.map((answer, i) => {
          const share = all === 0 ? 0 : (people[i] ?? 0) / all;
          return (
            <li key={i}>
              <div className="flex items-baseline justify-between gap-4">
                <span dir={dir(answer)}>{answer}</span>
                <span className="shrink-0 text-[0.9375rem] tabular-nums">
                  {words("ask.people", { count: people[i] ?? 0 })}{" "}
                  <span className="text-muted">({percentIn(language, share)})</span>
                </span>
              </div>
              <div aria-hidden className="mt-1 h-2 border border-rule bg-sunken">
                <div className="h-full bg-accent" style={{ width: `${Math.round(100 * share)}%` }} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
