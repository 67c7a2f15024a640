type BigFigure = { name: string; count: number; says?: string };

/** The few figures of a page that are large. `says`: what the number is out of. */
export function BigFigures({ figures }: { figures: BigFigure[] }) {
  return (
    <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      {figures.map(({ name, count, says }) => (
        <div key={name} className="rounded-lg border border-rule bg-raised p-4 sm:p-5">
          <dt className="text-sm font-semibold first-letter:uppercase">{name}</dt>
          <dd className="mt-1 font-serif text-3xl leading-tight font-medium tabular-nums sm:text-4xl">
            {count.toLocaleString("en")}
          </dd>
          {says && <dd className="mt-1 text-sm text-muted">{says}</dd>}
        </div>
      ))}
    </dl>
  );
}
