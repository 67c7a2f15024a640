import type { Body } from "#app/models/body.ts";
import type { Image } from "#app/models/images/images.server.ts";
import type { MoveNotice, ReadPost } from "./post.server.ts";

/** The needs of a post's text from around it. */
export type Surroundings = {
  /** Of this site, whose own pictures are kept. */
  origin: string;
  /** Brings a picture in, once, or says why not in the notices; null where it is left out. */
  picture: (src: string, line: number | null) => Promise<Image | null>;
  /** Returns the address that a link leads to by now; null where it is words only, with a word about it. */
  link: (href: string, words: string, line: number | null) => string | null;
  /** Says that a part was left out or changed its form. `line` counts from 1 in the file. */
  note: (notice: MoveNotice) => void;
};

/** Makes a body of a post's text. Parts that cannot be kept are noted, and never cost the rest of the text. */
export type BodyReader = (post: ReadPost, around: Surroundings) => Promise<Body>;
