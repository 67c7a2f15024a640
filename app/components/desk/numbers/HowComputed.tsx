import { figureWords, type FigureName } from "#app/models/numbers/figureWords.ts";

/** Says of each figure of a page how it is computed. */
export function HowComputed({ figures }: { figures: FigureName[] }) {
  return (
    <details className="text-sm">
      <summary className="inline-flex min-h-8 cursor-pointer items-center text-muted underline underline-offset-4">
        How these are computed
      </summary>
      <dl className="mt-2 max-w-prose space-y-3">
        {figures.map((figure) => {
          const { name, outOf, how } = figureWords[figure];
          return (
            <div key={figure}>
              <dt className="font-semibold first-letter:uppercase">
                {name}
                {outOf && <span className="font-normal text-muted">, of {outOf}</span>}
              </dt>
              <dd className="text-muted">{how}</dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}
