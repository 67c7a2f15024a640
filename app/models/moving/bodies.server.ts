import { htmlBody, mailBody, wordPressBody } from "./html/body.server.ts";
import { markdownBody } from "./markdown/body.server.ts";
import type { BodyFormat } from "./post.server.ts";
import type { BodyReader } from "./surroundings.server.ts";

/** Every format of a post's text, and how it becomes a body. */
export const bodies: Record<BodyFormat, BodyReader> = {
  markdown: markdownBody,
  html: htmlBody,
  mail: mailBody,
  wordpress: wordPressBody,
};
