import { Day } from "#app/components/ui/Day.tsx";
import { Said, useWords } from "#app/components/ui/Words.tsx";

type Line = {
  main: string;
  beside: string;
  small?: string | undefined;
  pausedUntil?: number | null;
  at: number | null;
};

/** A list of what is held; `none`: said when there is nothing. */
export function Lines({ lines, none }: { lines: Line[]; none: string }) {
  const words = useWords();
  if (lines.length === 0) return <p className="mt-4 text-muted">{none}</p>;
  return (
    <ul className="mt-4 divide-y divide-rule">
      {lines.map(({ main, beside, small, pausedUntil, at }, i) => (
        <li key={i} className="py-3">
          <p className="font-medium">
            <bdi>{main}</bdi>
          </p>
          <p className="text-[0.9375rem] text-muted">
            {beside}
            {at && (
              <>
                {" · "}
                <Day at={at} />
              </>
            )}
          </p>
          {pausedUntil && (
            <p className="text-[0.9375rem] text-muted">
              <Said text={() => words("reader.lists.paused")} tags={{ day: () => <Day at={pausedUntil} /> }} />
            </p>
          )}
          {small && (
            <p dir="auto" className="mt-1 text-sm wrap-anywhere text-muted">
              {small}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
