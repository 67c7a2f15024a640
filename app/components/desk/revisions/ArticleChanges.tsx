import type { ArticleDifference } from "#app/models/articles/articleRevisions.server.ts";
import type { Image } from "#app/models/images/images.server.ts";
import { Difference } from "./Difference.tsx";

const names: Record<ArticleDifference["parts"][number]["part"], string> = {
  headline: "Headline",
  dek: "Dek",
  byline: "Byline",
  body: "Body",
  picture: "What the picture shows, and its credit",
  topics: "Topics",
  sources: "Sources",
  slug: "Slug",
  embargo: "Embargo",
  elsewhere: "Where it appeared first, and its language",
};

/** How an article differs from an earlier one: its words part by part, and its lead pictures beside each other. */
export function ArticleChanges({ changes }: { changes: ArticleDifference | null }) {
  const { parts = [], pictures = null } = changes ?? {};
  return (
    <Difference parts={parts} names={names}>
      {pictures && <Pictures {...pictures} />}
    </Difference>
  );
}

function Pictures({ before, after }: { before: Image | null; after: Image | null }) {
  return (
    <section aria-label="Picture" className="grid grid-cols-2 gap-4">
      <Picture name="Picture before" image={before} />
      <Picture name="Picture after" image={after} />
    </section>
  );
}

function Picture({ name, image }: { name: string; image: Image | null }) {
  return (
    <figure>
      <figcaption className="mb-2 text-sm font-medium text-muted">{name}</figcaption>
      {image ? (
        <img src={image.path} width={image.width} height={image.height} alt="" className="rounded-md bg-sunken" />
      ) : (
        <p className="text-sm">None</p>
      )}
    </figure>
  );
}
