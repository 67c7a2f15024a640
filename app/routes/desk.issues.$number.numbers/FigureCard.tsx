import { SmallLine } from "#app/components/desk/charts/SmallLine.tsx";
import type { ChartPoint } from "#app/components/desk/charts/series.ts";
import { percent, shareOfTotal, shareWords } from "#app/models/shares.ts";

/** A figure of one issue: `of` is its total, `before` the same of the issues before it and of itself, the oldest first. */
export type CardFigure = { name: string; count: number; of: number; before: { count: number; of: number }[] };

type FigureCardProps = CardFigure & {
  /** The total in words, like `mails accepted`. */
  ofWhat: string;
  points: ChartPoint[];
  /** Says how it is computed. */
  says: string;
};

/** One large number with its total, the same of the issues before, and how it is computed. */
export function FigureCard({ name, count, of, ofWhat, before, points, says }: FigureCardProps) {
  const share = shareWords(count, of);
  return (
    <section className="rounded-lg border border-rule bg-raised p-4 sm:p-5">
      <h2 className="text-sm font-semibold">{name}</h2>
      <p className="mt-1 font-serif text-4xl leading-tight font-medium tabular-nums">{count.toLocaleString("en")}</p>
      <p className="mt-1 text-sm text-muted">
        {of > 0 ? `of ${of.toLocaleString("en")} ${ofWhat}` : `There are no ${ofWhat} yet.`}
        {share.endsWith("%") && `, ${share}`}
      </p>
      <div className="mt-3">
        <SmallLine
          title={`${name}, of the last issues`}
          axis="Issue"
          points={points}
          values={before.map((one) => shareOfTotal(one.count, one.of))}
          format={percent}
        />
      </div>
      <details className="mt-1 text-sm">
        <summary className="inline-flex min-h-8 cursor-pointer items-center text-muted underline underline-offset-4">
          How it is computed<span className="sr-only">: {name}</span>
        </summary>
        <p className="mt-1 text-muted">{says}</p>
      </details>
    </section>
  );
}
