import { bodyInMarkdown, type Body } from "#app/models/body.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { withoutComments } from "#app/models/markdownComments.server.ts";
import type { ReadPost } from "../post.server.ts";
import type { Surroundings } from "../surroundings.server.ts";
import { bodyOfPage } from "../html/body.server.ts";
import { lineAttribute, pageOf } from "./pageOf.server.ts";
import { withoutSigns } from "./signs.server.ts";

/**
 * Makes a body of a post's Markdown, whatever program it was written for: it becomes the page that this program would show, and
 * the page a body. A text that was exported here is read as what it was, without that way round.
 */
export async function markdownBody(post: ReadPost, around: Surroundings): Promise<Body> {
  const { text, firstLine } = post.body;
  const own = asExportedHere(await withOwnPictures(text, around), around.origin);
  if (own) return own;
  const at = (line: number) => line + firstLine - 1;
  const read = withoutAllComments(text);
  for (const line of read.lines) around.note({ what: "comment", line: at(line), detail: "" });
  const plain = withoutSigns(read.text);
  for (const { line, ...notice } of plain.notices) around.note({ ...notice, line: line && at(line) });
  const { html, cutAt } = pageOf(plain.text);
  if (cutAt !== null) around.note({ what: "cut", line: at(cutAt), detail: "lists or quotes within each other" });
  return bodyOfPage(post, html, { base: null, lineAttribute: { name: lineAttribute, first: firstLine } }, around);
}

/** An export has the pictures of this program beside its texts, under their names here. */
const exportedPicture = /\.\.\/images\/[0-9a-f]{32}\.(?:jpg|png|gif)/g;

/** Brings the pictures of an export in, and names them as they are here; one that is missing stays as it is written. */
async function withOwnPictures(text: string, { origin, picture }: Surroundings): Promise<string> {
  const paths = new Map<string, string>();
  for (const [src] of text.matchAll(exportedPicture)) {
    if (paths.has(src)) continue;
    const image = await picture(src, null);
    paths.set(src, image ? origin + image.path : src);
  }
  return text.replace(exportedPicture, (src) => paths.get(src) ?? src);
}

/** Words that our export writes as they are, and other programs read as a link or a box. */
const readElsewhere = /(^|[^<("'\]=/\w])https?:\/\/|^(:::|!!!|\?\?\?)/m;

/** Returns the body of a text that our export would write again, sign by sign; null for any other. */
function asExportedHere(text: string, origin: string): Body | null {
  if (readElsewhere.test(text)) return null;
  const read = bodyFromMarkdown(text, origin);
  if ("error" in read || read.notices.length > 0) return null;
  return bodyInMarkdown(read.body, origin).trim() === text.trim() ? read.body : null;
}

/** A comment that is closed nowhere hides all behind it, there as here. @returns the lines of those that are said */
function withoutAllComments(text: string): { text: string; lines: number[] } {
  const read = withoutComments(text);
  if (!("error" in read)) return { text: read.text, lines: read.foreign };
  const before = text
    .split("\n")
    .slice(0, read.line - 1)
    .join("\n");
  const rest = text.split("\n")[read.line - 1] ?? "";
  const start = rest.indexOf("<!--");
  const kept = `${before}\n${start < 0 ? "" : rest.slice(0, start)}`;
  const inner = withoutComments(kept);
  return { text: "error" in inner ? before : inner.text, lines: [read.line] };
}
