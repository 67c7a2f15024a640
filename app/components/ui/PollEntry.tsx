import { useContext } from "react";
import { momentIn } from "#app/i18n/dates.ts";
import type { PublicPoll } from "#app/models/feedback/results.server.ts";
import type { IssuePoll } from "#app/models/sections.ts";
import { PollResults } from "./PollResults.tsx";
import { SiteContext } from "./SiteContext.ts";
import { useDir, useWords } from "./Words.tsx";

type PollEntryProps = {
  poll: IssuePoll;
  /** Left out for an issue that has not gone out. */
  results: PublicPoll | undefined;
};

/** A poll on the page of its issue: nobody answers here, because only a mail's own link counts once. */
export function PollEntry({ poll, results }: PollEntryProps) {
  const { language, timeZone } = useContext(SiteContext);
  const [words, dir] = [useWords(), useDir()];
  const day = momentIn(language, poll.closesAt ?? 0, timeZone);
  return (
    <section className="border-s-2 border-accent ps-5">
      <h3 dir={dir(poll.question)} className="font-serif text-xl leading-snug font-semibold text-balance">
        {poll.question}
      </h3>
      {results?.people ? (
        <PollResults answers={poll.answers} people={results.people} />
      ) : (
        <ul className="mt-2 list-disc ps-5 font-serif">
          {poll.answers.map((answer, i) => (
            <li key={i} className="py-0.5">
              <span dir={dir(answer)}>{answer}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-3 text-sm text-muted">
        {results?.isClosed ? words("ask.closedAbout", { day }) : words("ask.onPaper", { day })}
      </p>
    </section>
  );
}
