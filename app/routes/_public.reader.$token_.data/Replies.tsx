import { Section } from "#app/components/reader/Section.tsx";
import { Day } from "#app/components/ui/Day.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import type { PersonalData } from "#app/models/privacy/personalData.server.ts";

/** A reader’s answers to issues, and the newsroom’s to them; nothing where there are none. */
export function Replies({ held }: { held: PersonalData }) {
  const words = useWords();
  if (held.replies.length === 0) return null;
  return (
    <Section id="replies" title={words("reader.held.replies")}>
      <ul className="mt-4 space-y-6">
        {held.replies.map(({ at, by, subject, text, files }, i) => (
          <li key={i} className="border-s-2 border-rule ps-4">
            <p>
              <span className="font-semibold">
                {words(by === "you" ? "reader.held.repliesYou" : "reader.held.repliesUs")}
              </span>{" "}
              (<Day at={at} />) <bdi className="wrap-anywhere">{subject}</bdi>
            </p>
            <p dir="auto" className="mt-1 wrap-anywhere whitespace-pre-line text-muted">
              {text.slice(0, 2000)}
              {text.length > 2000 && "…"}
            </p>
            {files.length > 0 && (
              <p className="text-sm wrap-anywhere text-muted">
                {words("reader.held.repliesFiles", { files: files.join(", ") })}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
