import { useWords } from "#app/components/ui/Words.tsx";
import { About, Section } from "./Section.tsx";
import { Doing, QuietButton } from "./buttons.tsx";

/** The choice not to be counted. */
export function Counting({ refused, saved }: { refused: boolean; saved: boolean }) {
  const words = useWords();
  return (
    <Section id="counting" title={words("reader.counting.heading")} saved={saved}>
      <About>{words("reader.counting.about")}</About>
      {refused && <p className="mt-3 text-lg">{words("reader.counting.refused")}</p>}
      <div className="mt-5">
        <Doing what={refused ? "count" : "count-not"}>
          <QuietButton>{words(refused ? "reader.counting.again" : "reader.counting.stop")}</QuietButton>
        </Doing>
      </div>
    </Section>
  );
}
