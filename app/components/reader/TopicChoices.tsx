import { useWords } from "#app/components/ui/Words.tsx";
import type { ReaderPage } from "#app/models/readers/preferences/page.server.ts";
import { ReaderChoice } from "./ReaderChoice.tsx";
import { About, Section } from "./Section.tsx";
import { Doing, QuietButton } from "./buttons.tsx";

export function TopicChoices({ topics, saved }: { topics: ReaderPage["topics"]; saved: boolean }) {
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
              <ReaderChoice type="checkbox" name="topic" value={slug} chosen={chosen}>
                <bdi>{name}</bdi>
              </ReaderChoice>
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
