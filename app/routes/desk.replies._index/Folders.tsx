import { Link } from "@remix-run/react";
import { Button, buttonClass, Field, TextInput } from "#app/components/desk/kit.tsx";
import type { Folder } from "#app/models/conversations/inbox.server.ts";

const names: Record<Folder, string> = { open: "Open", mine: "Mine", done: "Done", apart: "Apart" };

/** The folders of the inbox, with how many conversations each has. */
export function FolderTabs({ folder, counts }: { folder: Folder; counts: Record<Folder, number> }) {
  return (
    <nav aria-label="Folders" className="mb-4 border-b border-rule">
      <ul className="-mb-px flex flex-wrap gap-x-6">
        {(Object.keys(names) as Folder[]).map((one) => (
          <li key={one}>
            <Link
              to={`/desk/replies?folder=${one}`}
              aria-current={one === folder ? "page" : undefined}
              className={`inline-flex min-h-10 items-center gap-2 border-b-2 text-sm ${
                one === folder
                  ? "border-accent font-semibold"
                  : "border-transparent text-muted hover:border-field hover:text-ink"
              }`}
            >
              {names[one]} <span className="tabular-nums">{counts[one].toLocaleString("en")}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Searches conversations. A POST, so that no URL contains an address (C-12). */
export function ReplyFinder({ search }: { search: string }) {
  return (
    <form
      method="post"
      action="/desk/replies?index"
      role="search"
      className="mb-6 grid items-end gap-4 sm:grid-cols-[minmax(0,1fr)_auto]"
    >
      <Field id="search" label="Words of a reader, a name or an address">
        <TextInput type="search" name="search" defaultValue={search} autoComplete="off" spellCheck={false} />
      </Field>
      <div className="flex gap-2">
        <Button>Find</Button>
        {search && (
          <a href="/desk/replies" className={buttonClass()}>
            All
          </a>
        )}
      </div>
    </form>
  );
}
