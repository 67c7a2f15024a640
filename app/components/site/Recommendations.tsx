import { useDir, useWords } from "#app/components/ui/Words.tsx";

type Recommended = { id: number; name: string; url: string; says: string };

/** Other briefings, as plain links; nothing where there are none. */
export function Recommendations({ briefings }: { briefings: Recommended[] }) {
  const [words, dir] = [useWords(), useDir()];
  if (briefings.length === 0) return null;
  return (
    <section aria-labelledby="recommended" className="mt-12 border-t border-rule pt-8">
      <h2 id="recommended" className="font-serif text-xl font-semibold">
        {words("recommend.title")}
      </h2>
      <ul className="mt-4 space-y-4">
        {briefings.map(({ id, name, url, says }) => (
          <li key={id}>
            <a className="inline-block py-1 font-semibold underline underline-offset-4" href={url} rel="noopener">
              <bdi>{name}</bdi>
            </a>
            <p dir={dir(says)} className="leading-relaxed text-muted">
              {says}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
