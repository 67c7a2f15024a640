import { useEffect, useState, type KeyboardEvent } from "react";
import { Button, TextInput } from "#app/components/desk/kit.tsx";
import type { LibraryPicture } from "#app/models/library/pictures.server.ts";
import { Thumbnail } from "./Thumbnail.tsx";

/** A picture to place, with the words that its next use begins with. */
export type ChosenPicture = Pick<LibraryPicture, "id" | "path" | "width" | "height" | "alt" | "credit">;

type PictureChooserProps = {
  onChoose: (picture: ChosenPicture) => void;
  /** A picture that cannot be chosen here. */
  except?: number;
};

type Found = { pictures: LibraryPicture[]; total: number; pages: number };

/** Milliseconds after the last key. */
const pause = 250;

/** Searches the library and lets one picture be chosen; stands in a dialog, inside of any form. */
export function PictureChooser({ onChoose, except }: PictureChooserProps) {
  const { search, setSearch, found, more, fault } = useFound();
  const pictures = found?.pictures.filter(({ id }) => id !== except) ?? [];
  return (
    <div className="space-y-4">
      <TextInput
        type="search"
        id="choose-picture"
        aria-label="Search pictures"
        placeholder="Words, credit, file or headline"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
        onKeyDown={keepForm}
      />
      <p role="status" className="text-sm text-muted">
        {fault || (found ? wordCount(found.total, search) : "Looking…")}
      </p>
      <ul className="grid max-h-[50dvh] grid-cols-2 gap-3 overflow-y-auto p-1 sm:grid-cols-3">
        {pictures.map((picture) => (
          <li key={picture.id}>
            <button
              type="button"
              onClick={() => onChoose(picture)}
              className="block w-full cursor-pointer rounded-md border border-rule p-1.5 text-left hover:border-field hover:bg-sunken"
            >
              <Thumbnail {...picture} alt="" />
              <span dir="auto" className="mt-1 line-clamp-2 text-xs">
                {picture.alt || picture.fileName || `Picture ${picture.id}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more && (
        <Button type="button" className="w-full" onClick={more}>
          Show older ones
        </Button>
      )}
    </div>
  );
}

/** Enter would send the form around. */
function keepForm(event: KeyboardEvent) {
  if (event.key === "Enter") event.preventDefault();
}

function wordCount(total: number, search: string): string {
  if (total === 0) return search.trim() ? "No picture is like that." : "There are no pictures yet.";
  return total === 1 ? "1 picture" : `${total.toLocaleString("en")} pictures, newest first`;
}

/** Asks for pictures a moment after the last key; an older answer that comes late is left out. */
function useFound() {
  const [search, setSearch] = useState("");
  const [asked, setAsked] = useState({ search: "", page: 1 });
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    if (search === asked.search) return;
    const later = setTimeout(() => setAsked({ search, page: 1 }), pause);
    return () => clearTimeout(later);
  }, [search, asked.search]);
  useEffect(() => {
    const leaving = new AbortController();
    askFor(asked, leaving.signal).then(
      (next) => {
        setFault("");
        setFound((before) =>
          asked.page > 1 && before ? { ...next, pictures: [...before.pictures, ...next.pictures] } : next,
        );
      },
      () => leaving.signal.aborted || setFault("The library does not answer. Type again to try once more."),
    );
    return () => leaving.abort();
  }, [asked]);
  const more = found && asked.page < found.pages ? () => setAsked({ ...asked, page: asked.page + 1 }) : null;
  return { search, setSearch, found, more, fault };
}

async function askFor({ search, page }: { search: string; page: number }, signal: AbortSignal): Promise<Found> {
  const response = await fetch(`/desk/pictures/found?${new URLSearchParams({ q: search, page: String(page) })}`, {
    signal,
  });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Found;
}
