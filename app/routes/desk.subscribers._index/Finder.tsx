import { Button, buttonClass, Field, Select, TextInput } from "#app/components/desk/kit.tsx";
import { subscriptionWords } from "#app/components/desk/subscribers/words.ts";

export type Filter = {
  search: string;
  list: number | null;
  status: "pending" | "active" | "ended" | null;
  segment: number | null;
  page: number;
};

type Named = { id: number; name: string };
type FinderProps = { filter: Filter; lists: Named[]; segments: Named[] };

/** Searches readers. A POST, so that no URL contains an address (C-12). */
export function Finder({ filter, lists, segments }: FinderProps) {
  const filtered = [filter.search || null, filter.list, filter.status, filter.segment].some((part) => part !== null);
  return (
    <form
      method="post"
      action="/desk/subscribers?index"
      role="search"
      className={`mb-6 grid items-end gap-4 ${segments.length > 0 ? "sm:grid-cols-[minmax(0,1fr)_10rem_9rem_10rem_auto]" : "sm:grid-cols-[minmax(0,1fr)_12rem_10rem_auto]"}`}
    >
      <Field id="search" label="Part of an address or name, or a note">
        <TextInput type="search" name="search" defaultValue={filter.search} autoComplete="off" spellCheck={false} />
      </Field>
      <Field id="list" label="List">
        <Select name="list" defaultValue={filter.list ?? ""}>
          <option value="">Any list</option>
          {lists.map((list) => (
            <option key={list.id} value={list.id}>
              {list.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="status" label="Subscription">
        <Select name="status" defaultValue={filter.status ?? ""}>
          <option value="">Any</option>
          {Object.entries(subscriptionWords).map(([status, { name }]) => (
            <option key={status} value={status}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {segments.length > 0 && (
        <Field id="segment" label="Segment">
          <Select name="segment" defaultValue={filter.segment ?? ""}>
            <option value="">Any</option>
            {segments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <div className="flex gap-2">
        <Button>Find</Button>
        {filtered && (
          <a href="/desk/subscribers" className={buttonClass()}>
            All
          </a>
        )}
      </div>
    </form>
  );
}

/** `more`: there are pages behind `last` too. */
type PagesProps = { page: number; last: number; more: boolean; path: string };

/** Links to earlier and later pages of the results. */
export function FinderPages({ page, last, more, path }: PagesProps) {
  if (last === 1) return null;
  return (
    <nav aria-label="Pages" className="mt-6 flex flex-wrap items-center justify-between gap-4 text-sm text-muted">
      <span>
        Page {page.toLocaleString("en")} of {more && "more than "}
        {last.toLocaleString("en")}
      </span>
      <span className="flex gap-2">
        {page > 1 && (
          <a href={`${path}&page=${page - 1}`} className={buttonClass()}>
            Newer
          </a>
        )}
        {(page < last || more) && (
          <a href={`${path}&page=${page + 1}`} className={buttonClass()}>
            Older
          </a>
        )}
      </span>
    </nav>
  );
}
