import { Day } from "#app/components/ui/Day.tsx";
import { Said, useWords } from "#app/components/ui/Words.tsx";
import { ReaderChoice } from "./ReaderChoice.tsx";
import { About, Section, SectionFault } from "./Section.tsx";
import { Doing, QuietButton } from "./buttons.tsx";

type PauseProps = {
  pausedUntil: number | null;
  days: { first: string; last: string };
  saved: boolean;
  /** A typed date that is no valid end of a pause. */
  fault: { typed: string; said: string } | null;
};

export function Pause({ pausedUntil, days, saved, fault }: PauseProps) {
  const words = useWords();
  return (
    <Section id="pause" title={words("reader.pause.heading")} saved={saved}>
      {pausedUntil ? (
        <>
          <p className="mt-3 mb-5 text-lg">
            <Said text={() => words("reader.pause.now")} tags={{ day: () => <Day at={pausedUntil} /> }} />
          </p>
          <Doing what="resume">
            <button type="submit" className="button">
              {words("reader.pause.end")}
            </button>
          </Doing>
        </>
      ) : (
        <>
          <About>{words("reader.pause.about")}</About>
          <Doing what="pause">
            <fieldset className="mt-4 flex flex-wrap gap-x-7">
              <legend className="text-[0.9375rem] font-semibold">{words("reader.pause.howLong")}</legend>
              {[2, 4, 8, 12].map((count) => (
                <ReaderChoice key={count} type="radio" name="weeks" value={String(count)}>
                  {words("reader.pause.weeks", { count })}
                </ReaderChoice>
              ))}
              <ReaderChoice type="radio" name="weeks" value="date" chosen={fault !== null}>
                {words("reader.pause.untilDate")}
              </ReaderChoice>
            </fieldset>
            <div className="mt-2 mb-5 max-w-56">
              <label htmlFor="pause-until" className="mb-2 block text-[0.9375rem] text-muted">
                {words("reader.pause.date")}
              </label>
              {fault && <SectionFault id="pause-fault">{fault.said}</SectionFault>}
              <input
                className="field"
                id="pause-until"
                name="until"
                type="date"
                min={days.first}
                max={days.last}
                defaultValue={fault?.typed}
                aria-invalid={fault ? true : undefined}
                aria-describedby={fault ? "pause-fault" : undefined}
              />
            </div>
            <QuietButton>{words("reader.pause.start")}</QuietButton>
          </Doing>
        </>
      )}
    </Section>
  );
}
