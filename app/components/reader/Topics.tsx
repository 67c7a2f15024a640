import type { ReaderPage } from "../../models/readerPage.server.ts";
import { useWords } from "../Words.tsx";
import { Doing, QuietButton } from "./buttons.tsx";
import { Choice } from "./Choice.tsx";
import { About, Section } from "./Section.tsx";

export function Topics({ topics, saved }: { topics: ReaderPage["topics"]; saved: boolean }) {
  const words = useWords();
  if (topics.length === 0) return null;
  return (
    <Section id="topics" title={words("reader.topics.heading")} saved={saved}>
      <About>{words("reader.topics.about")}</About>
      <Doing what="topics">
        <fieldset className="mt-4 mb-5 columns-1 gap-8 sm:columns-2">
          <legend className="sr-only">{words("reader.topics.heading")}</legend>
          {topics.map(({ slug, name, chosen }) => (
            <div key={slug} className="break-inside-avoid">
              <Choice type="checkbox" name="topic" value={slug} chosen={chosen}>
                <bdi>{name}</bdi>
              </Choice>
            </div>
          ))}
        </fieldset>
        <QuietButton label={`${words("reader.save")}: ${words("reader.topics.heading")}`}>
          {words("reader.save")}
        </QuietButton>
      </Doing>
    </Section>
  );
}
