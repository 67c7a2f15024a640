import type { MoveNotice, UnreadFile } from "./post.server.ts";
import type { SourceKind } from "./sources.server.ts";

/** The fate of a file: an article on the site, with its issue of the archive too, or a draft, new or again; or nothing, with the reason. */
export type Became = "published" | "issue" | "draft" | "updated" | "unchanged" | "there" | UnreadFile["why"];

/** A line of the report; `slug` and `title` are empty for what is no article. */
export type MovedFile = { path: string; became: Became; slug: string; title: string; notices: MoveNotice[] };

/**
 * `source`: null to find out; `site`: the former address, like `https://old.example`, or empty; `publish`: what has no date, too,
 * goes on the site. `as`: what published posts become, null for what they were: mails are issues. `list`: the slug of the list of
 * those, null for the first.
 */
export type MoveOrder = {
  source: SourceKind | null;
  site: string;
  dryRun: boolean;
  update: boolean;
  publish: boolean;
  as: "articles" | "issues" | null;
  list: string | null;
  actor: string;
  /** Names this import, so that it can be taken back as a whole; none where nobody could. */
  run?: string;
};

export type MoveWatch = {
  /** Told of each file, in order. */
  onFile: (file: MovedFile) => void;
  onProgress: (files: number, of: number) => void;
  /** Told of each picture before it is asked for on the web. */
  onFetch: (address: string) => void;
  /** Awaited after each file; what it throws ends the move, which a later run goes on with. */
  breathe?: () => Promise<void>;
};

/** The sums at the end of a move. */
export type MoveSums = {
  /** Pictures that came from the web. */
  fetched: number;
  /** Former addresses that lead to the articles from now on. */
  redirects: number;
  /** Former addresses that do not, because something else stands there. */
  taken: string[];
  /** Paths of the former site that links lead to and no post had, with how often: those want redirects, too. */
  linked: { path: string; links: number }[];
};

export type Moved = MoveSums & { source: SourceKind; counts: Partial<Record<Became, number>> };
