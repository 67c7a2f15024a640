import { emptyBody, type Body } from "#app/models/body.ts";
import { wordMarkdownFault } from "#app/models/faultWords.server.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import type { Surroundings } from "../surroundings.server.ts";
import type { ReadPost } from "../post.server.ts";

/** Makes a body of a post's Markdown. */
export async function markdownBody({ body: { text, firstLine } }: ReadPost, around: Surroundings): Promise<Body> {
  const read = bodyFromMarkdown(text, around.origin);
  if ("error" in read) {
    around.note({ what: "body-unread", line: null, detail: wordMarkdownFault(read) });
    return emptyBody;
  }
  for (const { line, what } of read.notices)
    around.note({ what: what === "picture" ? "picture-missing" : what, line: line + firstLine - 1, detail: "" });
  return read.body;
}
