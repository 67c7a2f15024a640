import { Select, TextInput } from "#app/components/desk/kit.tsx";
import { pollLimits, type IssuePoll } from "#app/models/sections.ts";
import type { Arranger } from "./Arranger.ts";
import { quietButton } from "./looks.ts";

const low = "min-h-8! py-0.5! xl:pointer-fine:min-h-6! xl:pointer-fine:py-0! pointer-coarse:min-h-11!";

/** A poll, edited where it stands: its question, its answers, and when it closes. */
export function PollFields({ poll, arranger }: { poll: IssuePoll & { key: string }; arranger: Arranger }) {
  const { key, question, answers, days, shown } = poll;
  const change = (part: Partial<IssuePoll>) => arranger.changePiece(key, part);
  const of = question ? ` of “${question}”` : " of the poll";
  return (
    <div role="group" aria-label={`Poll${question && ` “${question}”`}`} className="grid min-w-0 flex-1 gap-1 py-1">
      <TextInput
        aria-label="Poll: its question"
        placeholder="Poll: its question"
        value={question}
        onChange={(event) => change({ question: event.target.value })}
        data-first=""
        className={low}
      />
      <ul className="grid gap-1 sm:grid-cols-2">
        {answers.map((answer, i) => (
          <li key={i} className="flex min-w-0 items-center gap-1">
            <TextInput
              aria-label={`Answer ${i + 1}${of}`}
              placeholder={`Answer ${i + 1}`}
              value={answer}
              onChange={(event) => change({ answers: answers.map((one, at) => (at === i ? event.target.value : one)) })}
              className={low}
            />
            {answers.length > 2 && (
              <button
                type="button"
                className={quietButton}
                onClick={() => change({ answers: answers.filter((_, at) => at !== i) })}
              >
                <span aria-hidden>×</span>
                <span className="sr-only">
                  Take out answer {i + 1}
                  {of}
                </span>
              </button>
            )}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        {answers.length < pollLimits.answers && (
          <button type="button" className={quietButton} onClick={() => change({ answers: [...answers, ""] })}>
            + Answer<span className="sr-only">{of}</span>
          </button>
        )}
        <label className="flex items-center gap-2">
          <span className="shrink-0">Closes</span>
          <Select
            value={days}
            onChange={(event) => change({ days: Number(event.target.value) })}
            className={`${low} w-auto!`}
          >
            {pollLimits.days.map((one) => (
              <option key={one} value={one}>
                {one === 1 ? "a day" : `${one} days`} after the send
              </option>
            ))}
          </Select>
        </label>
        <label className="flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            checked={shown}
            onChange={(event) => change({ shown: event.target.checked })}
            className="size-4 accent-accent"
          />
          Readers see the results
        </label>
      </div>
    </div>
  );
}
