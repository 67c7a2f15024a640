import { Section } from "#app/components/reader/Section.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import type { PersonalData } from "#app/models/privacy/personalData.server.ts";
import { Lines } from "./Lines.tsx";

/** Everything that is held of a reader’s clicks; nothing where nothing is. */
export function Clicks({ held }: { held: PersonalData }) {
  const words = useWords();
  if (held.clicks.length === 0) return null;
  return (
    <Section id="clicks" title={words("reader.held.clicks")}>
      <Lines
        lines={held.clicks.map(({ issue, link, verdict, ip, program, at }) => ({
          main: link ?? words("reader.held.opened"),
          beside: [
            ...(issue === null ? [] : [words("reader.held.returnOf", { number: issue })]),
            ...(verdict === "machine" ? [words("reader.held.byMachine")] : []),
          ].join(" · "),
          small: [ip, program].filter(Boolean).join(" · ") || undefined,
          at,
        }))}
        none=""
      />
    </Section>
  );
}
