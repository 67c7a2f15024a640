import { buttonClass } from "#app/components/desk/kit.tsx";
import type { IssueTemplate } from "#app/models/issues/templates.server.ts";

type NewIssueProps = {
  list: { id: number };
  /** Random, of the page: with it a double click begins one issue. */
  pageKey: string;
  kind?: "primary" | "quiet";
  /** The beginning of the issue: `last`, `empty`, or the id of a template. */
  from?: "last" | "empty" | number;
  label?: string;
};

/** Creates the next issue of a list and opens it, in one click. */
function NewIssue({ list, pageKey, kind = "primary", from = "empty", label = "New issue" }: NewIssueProps) {
  return (
    <form method="post" action="/desk/issues?index" className="min-w-0">
      <input type="hidden" name="list" value={list.id} />
      <input type="hidden" name="from" value={from} />
      <input type="hidden" name="key" value={`${pageKey}-${list.id}-${from}`} />
      <button type="submit" className={`${buttonClass(kind)} max-w-full wrap-anywhere`}>
        <bdi>{label}</bdi>
      </button>
    </form>
  );
}

type BeginningsProps = {
  list: { id: number };
  pageKey: string;
  /** The last issue of the list that went out. */
  last: number | null;
  templates: IssueTemplate[];
};

/** One click for each beginning: like the last issue, from a template of the list, or empty. */
export function Beginnings({ list, pageKey, last, templates }: BeginningsProps) {
  const own = templates.filter(({ listId }) => listId === null || listId === list.id);
  const isFirst = (place: number) => (place === 0 ? "primary" : "quiet");
  return (
    <>
      {last !== null && (
        <NewIssue {...{ list, pageKey }} from="last" label={`Like issue ${last}, without its articles`} />
      )}
      {own.map(({ id, name }, i) => (
        <NewIssue
          key={id}
          {...{ list, pageKey }}
          kind={last === null ? isFirst(i) : "quiet"}
          from={id}
          label={`From “${name}”`}
        />
      ))}
      <NewIssue
        {...{ list, pageKey }}
        kind={last === null && own.length === 0 ? "primary" : "quiet"}
        label={last === null && own.length === 0 ? "New issue" : "Empty issue"}
      />
    </>
  );
}
