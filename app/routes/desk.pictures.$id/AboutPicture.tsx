import { Time } from "#app/components/desk/Time.tsx";
import type { LibraryPicture } from "#app/models/library/pictures.server.ts";

/** The picture itself, and its facts. */
export function AboutPicture({ picture, timeZone }: { picture: LibraryPicture; timeZone: string }) {
  const { path, width, height, alt, fileName, createdAt, removedAt } = picture;
  return (
    <figure>
      {removedAt === null ? (
        <img
          src={path}
          alt={alt}
          width={width}
          height={height}
          className="h-auto max-h-[60dvh] w-full rounded-md bg-sunken object-contain"
        />
      ) : (
        <p className="rounded-md bg-sunken px-6 py-16 text-center text-muted">It is removed, so it is not shown.</p>
      )}
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
        {fileName && <bdi>{fileName}</bdi>}
        <span>
          {width} × {height} pixels
        </span>
        <span>
          Uploaded <Time at={createdAt} timeZone={timeZone} />
        </span>
      </figcaption>
    </figure>
  );
}
