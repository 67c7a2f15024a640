import type { LaterCorrection } from "#app/models/articles/corrections.server.ts";
import { Day } from "./Day.tsx";
import { Said, useWords } from "./Words.tsx";

/** Below an article of a sent issue: a note that it was corrected after the send. */
export function CorrectedSince({ correction }: { correction: LaterCorrection | undefined }) {
  const words = useWords();
  if (!correction) return null;
  return (
    <p className="mt-3 text-sm">
      <a className="inline-flex min-h-6 items-center underline underline-offset-4" href={correction.path}>
        <span>
          <Said text={() => words("pages.issue.corrected")} tags={{ day: () => <Day at={correction.at} /> }} />
        </span>
      </a>
    </p>
  );
}
