import { Field, Panel, Select } from "#app/components/desk/kit.tsx";
import type { UploadSettings } from "#app/models/readers/uploads/uploads.server.ts";

type TagTopicsProps = {
  settings: UploadSettings;
  /** The tags of the file with how many rows have each; null before they are counted. */
  tags: { tag: string; rows: number }[] | null;
  /** True when a column has tags. */
  hasTags: boolean;
  topics: { slug: string; name: string }[];
  /** The topic that is not there any more. */
  missing: string | null;
};

/** Maps each tag of a file to a topic that its readers get. */
export function TagTopics({ settings, tags, hasTags, topics, missing }: TagTopicsProps) {
  const isTold = ({ tag }: { tag: string }) => (tags ?? []).some((one) => isSame(one.tag, tag));
  const rows = [
    ...(tags ?? []),
    ...settings.topics.filter((one) => !isTold(one)).map(({ tag }) => ({ tag, rows: null })),
  ];
  if (rows.length === 0 && !hasTags) return null;
  return (
    <Panel title="Topics from tags">
      <p className="mb-4 max-w-prose text-sm text-muted">{wordTags(tags !== null, topics.length > 0)}</p>
      <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        {rows.map(({ tag, rows }, i) => {
          const chosen = settings.topics.find((one) => isSame(one.tag, tag))?.topic ?? "";
          const isKnown = chosen === "" || topics.some(({ slug }) => slug === chosen);
          return (
            <Field
              key={tag}
              id={`tag-${i}`}
              label={<bdi className="break-words">{tag}</bdi>}
              hint={rows === null ? null : rows === 1 ? "1 row" : `${rows.toLocaleString("en")} rows`}
              error={!isKnown || (missing !== null && chosen === missing) ? "There is no such topic any more." : null}
            >
              <input type="hidden" name="tag" value={tag} />
              <Select name="topic" defaultValue={chosen}>
                <option value="">No topic</option>
                {!isKnown && <option value={chosen}>{chosen}</option>}
                {topics.map(({ slug, name }) => (
                  <option key={slug} value={slug}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
          );
        })}
      </div>
    </Panel>
  );
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function wordTags(isCounted: boolean, hasTopics: boolean): string {
  if (!hasTopics) return "The file has tags, but there are no topics here yet. Articles bring them.";
  if (isCounted) return "Whoever joins with a tag gets its topic. Readers who are here already keep what they chose.";
  return "The file has tags. Once you have seen what each row would become, they are counted here, and each can become a topic.";
}
