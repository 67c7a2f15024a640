import { createHash } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { isSlug, slugFault, slugify } from "#app/models/slugs.ts";
import type { ReadPost } from "./post.server.ts";

/** In characters, so that a number has room behind it. */
const longest = 74;

/**
 * Returns what gives posts their slugs: of their own name or title, in letters of their script, never empty and never one that
 * somebody has. In the same order the same posts get the same ones.
 */
export async function slugGiver({ db }: Context): Promise<(post: ReadPost) => string> {
  const taken = new Set((await db.selectFrom("articles").select("slug").execute()).map(({ slug }) => slug));
  return (post) => {
    const base = wanted(post);
    let slug = base;
    for (let number = 2; taken.has(slug); number += 1) slug = `${base}-${number}`;
    taken.add(slug);
    return slug;
  };
}

function wanted(post: ReadPost): string {
  const made = slugify(decoded(post.slug)) || slugify(post.title);
  const slug = made || `article-${createHash("sha256").update(post.key.normalize("NFC")).digest("hex").slice(0, 8)}`;
  const short =
    slug.length > longest
      ? slug
          .slice(0, longest)
          .toWellFormed()
          .replace(/[-\uFFFD]+$/, "")
      : slug;
  return slugFault(short) || !isSlug(short) ? `${short.slice(0, longest - 8)}-article` : short;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
