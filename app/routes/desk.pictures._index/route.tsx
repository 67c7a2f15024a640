import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useLoaderData, useRevalidator } from "@remix-run/react";
import { PictureDoor } from "#app/components/desk/PictureDrop.tsx";
import { UploadList } from "#app/components/desk/UploadList.tsx";
import { useUploads } from "#app/components/desk/useUploads.ts";
import { Thumbnail } from "#app/components/desk/pictures/Thumbnail.tsx";
import { Button, buttonClass, EmptyState, PageHead, Select, TextInput } from "#app/components/desk/kit.tsx";
import { orNotFound, pageFromQuery } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { deskPicturePath } from "#app/models/deskPaths.ts";
import { pictureStates, type PictureState } from "#app/models/library/pictureStates.ts";
import { listPictures, type LibraryPicture } from "#app/models/library/pictures.server.ts";

export const meta: MetaFunction = () => [{ title: "Pictures · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const query = new URL(request.url).searchParams;
  const search = (query.get("q") ?? "").slice(0, 200);
  const state = pictureStates.find((one) => one === query.get("state")) ?? "all";
  const { items, total, page, pages } = orNotFound(
    await listPictures(context, { search, state, page: pageFromQuery(request) }),
  );
  return { pictures: items, total, page, pages, search, state };
}

const stateWords: Record<PictureState, string> = {
  all: "Used or not",
  used: "Used",
  unused: "Used nowhere",
  removed: "Removed",
};

export default function Pictures() {
  const { pictures, total, search, state, ...pages } = useLoaderData<typeof loader>();
  const filtered = search !== "" || state !== "all";
  return (
    <>
      <PageHead
        title="Pictures"
        lead="Every picture that was uploaded, and where it is used. Choose from them wherever a picture can be placed."
      />
      <div className="mb-8 max-w-xl">
        <NewPictures />
      </div>
      {(filtered || total > 0) && <Search search={search} state={state} />}
      {total === 0 && <Nothing filtered={filtered} />}
      {total > 0 && (
        <>
          <p className="mb-4 text-sm text-muted">
            {total === 1 ? "1 picture" : `${total.toLocaleString("en")} pictures, newest first`}
          </p>
          <ul className="grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-3 xl:grid-cols-4">
            {pictures.map((picture) => (
              <li key={picture.id}>
                <Card {...picture} />
              </li>
            ))}
          </ul>
          <Pages {...pages} path={`/desk/pictures?${new URLSearchParams({ q: search, state })}`} />
        </>
      )}
    </>
  );
}

/** Takes several pictures at once; each has a page to be described on. */
function NewPictures() {
  const { revalidate } = useRevalidator();
  const { uploads, add, retry, remove } = useUploads([], () => revalidate());
  return (
    <>
      <PictureDoor id="new-picture" several onFiles={add} />
      <UploadList uploads={uploads} onRetry={retry} onRemove={remove} leave="Off this list">
        {({ name, state }) =>
          state.at === "stored" && (
            <p className="mt-2 text-sm">
              <Link
                to={deskPicturePath(state.stored.image.id)}
                aria-label={`Say what it shows: ${name}`}
                className="inline-flex min-h-6 items-center text-accent underline underline-offset-4"
              >
                Say what it shows
              </Link>
            </p>
          )
        }
      </UploadList>
    </>
  );
}

function Search({ search, state }: { search: string; state: PictureState }) {
  return (
    <Form role="search" className="mb-6 flex flex-wrap gap-3" key={`${search} ${state}`}>
      <TextInput
        type="search"
        name="q"
        aria-label="Search pictures"
        placeholder="Words, credit, file or headline"
        defaultValue={search}
        className="basis-full sm:max-w-sm sm:flex-1 sm:basis-0"
      />
      <Select name="state" aria-label="Use" defaultValue={state} className="flex-1 sm:max-w-48">
        {pictureStates.map((one) => (
          <option key={one} value={one}>
            {stateWords[one]}
          </option>
        ))}
      </Select>
      <Button>Search</Button>
    </Form>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (!filtered)
    return (
      <EmptyState title="There are no pictures yet">
        Every picture that somebody uploads or places in a text stands here from then on, with where it is used, so that
        it can be used again. Drop the first ones into the field above, and say what each shows.
      </EmptyState>
    );
  return (
    <EmptyState
      title="No picture is like that"
      action={
        <Link to="/desk/pictures" className={buttonClass()}>
          Show all pictures
        </Link>
      }
    >
      The search looks in what pictures show, credits, file names, and the headlines of articles that have them.
    </EmptyState>
  );
}

function Card({ id, alt, credit, fileName, places, removedAt, ...image }: LibraryPicture) {
  return (
    <Link to={deskPicturePath(id)} className="group block rounded-md">
      <Thumbnail {...image} />
      <span
        dir="auto"
        className={`mt-2 line-clamp-2 text-sm group-hover:underline ${alt ? "font-medium" : "text-muted italic"}`}
      >
        {alt || fileName || "Not described yet"}
      </span>
      {credit && (
        <span dir="auto" className="mt-0.5 line-clamp-1 text-xs text-muted">
          {credit}
        </span>
      )}
      <span className="mt-0.5 block text-xs text-muted">{removedAt === null ? wordPlaces(places) : "Removed"}</span>
    </Link>
  );
}

function wordPlaces(places: number): string {
  if (places === 0) return "Used nowhere";
  return places === 1 ? "Used once" : `Used in ${places} places`;
}

function Pages({ page, pages, path }: { page: number; pages: number; path: string }) {
  if (pages === 1) return null;
  return (
    <nav aria-label="Pages" className="mt-8 flex flex-wrap items-center justify-between gap-4 text-sm text-muted">
      <span>
        Page {page.toLocaleString("en")} of {pages.toLocaleString("en")}
      </span>
      <span className="flex gap-2">
        {page > 1 && (
          <Link to={`${path}&page=${page - 1}`} className={buttonClass()}>
            Newer
          </Link>
        )}
        {page < pages && (
          <Link to={`${path}&page=${page + 1}`} className={buttonClass()}>
            Older
          </Link>
        )}
      </span>
    </nav>
  );
}
