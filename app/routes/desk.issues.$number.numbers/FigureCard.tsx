import { SmallLine } from "#app/components/desk/charts/SmallLine.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issueFigureWords, type CountOf, type IssueFigureId } from "#app/models/numbers/issueFigureWords.ts";
import type { IssueBefore } from "#app/models/numbers/issueNumbers.server.ts";
import { percent, shareOfTotal, shareWords } from "#app/models/shares.ts";

type FigureCardProps = {
  id: IssueFigureId;
  number: number;
  figure: CountOf;
  before: IssueBefore[];
  /** True for who may see the rows that it is made of. */
  maySeeRows: boolean;
};

const link =
  "inline-flex min-h-8 cursor-pointer items-center text-sm text-muted underline underline-offset-4 hover:text-ink";

/** One large number with its total, the same of the issues before, how it is computed, and what it is made of. */
export function FigureCard({ id, number, figure, before, maySeeRows }: FigureCardProps) {
  const { name, ofWhat, says } = issueFigureWords[id];
  const { count, of } = figure;
  const share = shareWords(count, of);
  const shares = [...before.map(({ figures }) => figures[id]), figure].map(
    (one) => one && shareOfTotal(one.count, one.of),
  );
  const points = [...before.map((one) => one.number), number].map((issue) => ({
    name: `Issue ${issue}`,
    href: deskIssuePath(issue, "numbers"),
  }));
  return (
    <section className="break-inside-avoid rounded-lg border border-rule bg-raised p-4 sm:p-5">
      <h2 className="text-sm font-semibold">{name}</h2>
      <p className="mt-1 font-serif text-4xl leading-tight font-medium tabular-nums">{count.toLocaleString("en")}</p>
      <p className="mt-1 text-sm text-muted">
        {of > 0 ? `of ${of.toLocaleString("en")} ${ofWhat}` : `There are no ${ofWhat} yet`}
        {share.endsWith("%") && `, ${share}`}
      </p>
      <div className="mt-3">
        <SmallLine
          title={`${name}, compared with the issues before`}
          axis="Issue"
          points={points}
          values={shares}
          format={percent}
        />
      </div>
      <details className="print:hidden">
        <summary className={link}>
          How it is computed<span className="sr-only">: {name}</span>
        </summary>
        <p className="mt-1 text-sm text-muted">{says}</p>
      </details>
      {maySeeRows && (
        <a className={`${link} print:hidden`} href={deskIssuePath(number, `numbers/rows?of=${id}`)}>
          The rows it is made of<span className="sr-only">: {name}</span>
        </a>
      )}
    </section>
  );
}
