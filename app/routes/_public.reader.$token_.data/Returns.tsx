import { Section } from "#app/components/reader/Section.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import type { Messages } from "#app/i18n/messages.ts";
import type { PersonalData } from "#app/models/privacy/personalData.server.ts";
import { Lines } from "./Lines.tsx";

/** Everything that came back from a reader’s mailbox; nothing where nothing did. */
export function Returns({ held }: { held: PersonalData }) {
  const words = useWords();
  if (held.cameBack.length === 0) return null;
  return (
    <Section id="returns" title={words("reader.held.returns")}>
      <Lines
        lines={held.cameBack.map(({ kind, issue, said, at }) => ({
          main: returnWords(words, kind),
          beside: issue === null ? words("reader.held.letterOther") : words("reader.held.returnOf", { number: issue }),
          small: said.join(" · ") || undefined,
          at,
        }))}
        none=""
      />
    </Section>
  );
}

function returnWords(words: Messages, kind: string): string {
  if (kind === "hard") return words("reader.held.returnHard");
  if (kind === "soft" || kind === "delayed") return words("reader.held.returnSoft");
  if (kind === "block") return words("reader.held.returnBlock");
  if (kind === "complaint") return words("reader.held.returnComplaint");
  if (kind === "leave" || kind === "opt-out") return words("reader.held.returnLeave");
  if (kind === "auto-reply") return words("reader.held.returnAutomatic");
  return words("reader.held.returnOther");
}
