import { useWords } from "#app/components/ui/Words.tsx";
import type { TopicLine } from "#app/models/articles/topics.server.ts";

/** Topics as a row of links. */
export function TopicNames({ topics }: { topics: { name: string; path: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-6">
      {topics.map(({ name, path }) => (
        <li key={path}>
          <a className="plain-link" dir="auto" href={path}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Every topic with its number of articles. */
export function TopicIndex({ topics }: { topics: TopicLine[] }) {
  const words = useWords();
  if (topics.length === 0) return <p className="text-lg text-muted">{words("pages.topics.none")}</p>;
  return (
    <ul>
      {topics.map(({ name, path, articles }) => (
        <li
          key={path}
          className="card flex flex-wrap items-baseline justify-between gap-x-6 border-t border-rule py-4 last:border-b"
        >
          <a className="card-link font-serif text-2xl leading-snug font-semibold" dir="auto" href={path}>
            {name}
          </a>
          <span className="text-sm text-muted">{words("pages.topics.articles", { count: articles })}</span>
        </li>
      ))}
    </ul>
  );
}
