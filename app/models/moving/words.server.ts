import { wording } from "#app/models/faults.ts";
import { wordFetchFault } from "#app/models/safeFetch.server.ts";
import type { SiteMoveFault } from "./moveIn.server.ts";
import type { Became, MovedFile } from "./moves.server.ts";
import type { MoveNotice, MoveNoticeKind } from "./post.server.ts";

const noticeWords: Record<MoveNoticeKind, (detail: string) => string> = {
  "unknown-field": (detail) => `an article has no field “${detail}”; it is kept with it`,
  "broken-front-matter": (detail) => `the front matter is broken and was read line by line (${detail})`,
  "code-front-matter": () => "its front matter is a program or endless, and was not read",
  "date-unread": (detail) => `“${detail}” is no date that can only be read in one way`,
  undated: () => "it has no date, so it is a draft",
  "future-date": (detail) => `its date ${detail} is still to come, so it is a draft`,
  "no-title": () => "it has no title",
  shortened: (detail) => `too long, shortened: ${detail}`,
  "topics-left": (detail) => `more than eight topics; left out: ${detail}`,
  "picture-missing": (detail) => `a picture is not there${detail && `: ${detail}`}`,
  "picture-unread": (detail) => `a picture cannot be read: ${detail}`,
  "picture-unfetched": (detail) => `a picture was not fetched: ${detail}`,
  meanwhile: () => "somebody made or changed its article at the same moment: import again to be sure of it",
  "kept-picture": (detail) => `a picture could not be had again, and stays as it was here: ${detail}`,
  undescribed: (detail) => `nobody described the picture for those who cannot see it: ${detail}`,
  comment: () => "what reads like a comment of another program was left out",
  "repeated-note": () => "a footnote that is referred to again stands there again",
  "body-unread": (detail) => `its text could not be read: ${detail}`,
  "members-only": (detail) => `it was not for everybody there${detail && ` (${detail})`}, so it is a draft`,
  "not-in-archive": () => "there is no briefing yet whose archive it could stand in, so it is an article",
  hidden: (detail) => `text that nobody saw there was left out: ${detail}`,
  form: (detail) => `a form was left out${detail && `: ${detail}`}`,
  frame: (detail) => `a part of the mail’s template was left out${detail && `: ${detail}`}`,
  widget: (detail) => `a widget was left out${detail && `: ${detail}`}`,
  paywall: (detail) => `the mark where it was closed to others was left out${detail && ` (${detail})`}`,
  "merge-tag": (detail) => `what the program filled in was left out: ${detail}`,
  shortcode: (detail) => `a sign of the program was left out: ${detail}`,
  embedded: (detail) => `what was shown from elsewhere was left out${detail && `: ${detail}`}`,
  card: (detail) => `what was shown from elsewhere is a card now: ${detail}`,
  link: (detail) => `a link leads nowhere from here and became words: ${detail}`,
  formula: (detail) => `a formula stands as plain signs: ${detail}`,
  "joined-cells": () => "joined cells of a table were taken apart",
  "cell-blocks": (detail) => `lists or headings in a cell became lines: ${detail}`,
  cut: (detail) => `its text was too long and was cut (${detail})`,
  scheme: (detail) => `a link of a kind that is not kept became words: ${detail}`,
  "wiki-link": (detail) => `a note that did not move in is named in words: ${detail}`,
  abbreviation: (detail) => `the long form of an abbreviation was left out: ${detail}`,
  "taken-off-here": () => "somebody took it off the site here, so it stays off",
  "edited-here": () => "it was changed at the desk since; what stood there is kept as a revision",
};

/** Words what was left out of a post or changed, with its line. */
export function wordMoveNotice({ what, line, detail }: MoveNotice): string {
  return `${line === null ? "" : `line ${line}: `}${noticeWords[what](detail)}`;
}

/** Words what became of a file, and what was left out of it, a line each. */
export function wordMovedFile({ path, became, slug, notices }: MovedFile): string {
  const lines = notices.map((notice) => `    ${wordMoveNotice(notice)}`);
  return [`${path}: ${fateWords[became]}${slug && `, /articles/${slug}`}`, ...lines].join("\n");
}

/** Words what became of one file. */
export const fateWords: Record<Became, string> = {
  published: "an article",
  issue: "an issue of the archive, with its article",
  draft: "a draft",
  updated: "updated",
  unchanged: "unchanged since the last time",
  there: "there already",
  page: "a page of the site and no post, left out",
  empty: "empty, left out",
  trash: "thrown away there, left out",
  "too-large": "too large, left out",
  "not-text": "no text in UTF-8, left out",
  unreadable: "unreadable, left out",
};

/** Words what became of a file, as the name of a group of them. */
export const becameWords: Record<Became, string> = {
  published: "new articles",
  issue: "new issues of the archive, each with its article",
  draft: "new drafts",
  updated: "updated",
  unchanged: "unchanged since the last time",
  there: "there already, and left as they are",
  page: "pages of the site and no posts, left out",
  empty: "empty, left out",
  trash: "thrown away there, left out",
  "too-large": "too large, left out",
  "not-text": "no text in UTF-8, left out",
  unreadable: "unreadable, left out",
};

/** Words why nothing can be read of what was named. */
export const wordSiteFault = wording<SiteMoveFault | { error: "broken-off"; why: string }>({
  "no-such-file": () => "There is no such folder or file.",
  "no-access": () => "It cannot be read.",
  "too-many-files": () => "It has more than 200,000 files: name the folder of the posts.",
  "too-large-archive": () => "The archive is larger than 2 GB: unpack it, and name its folder.",
  "no-zip": () => "The zip archive is broken, or of a kind that is not read: unpack it, and name its folder.",
  "too-many-entries": () => "The archive has more than 200,000 files: unpack it, and name the folder of the posts.",
  "too-large-unpacked": () => "The archive is too large unpacked.",
  "not-fetched": ({ why }) => `Nothing was fetched: ${wordFetchFault(why)}.`,
  "no-feed": () => "There is no feed of RSS or Atom at this address, and its page names none.",
  "broken-off": ({ why }) => `It broke off (${why}). What was imported stays; it goes on from there when you say so.`,
  "no-list": () => "There is no such list.",
  "unknown-source": () => "No posts of any known kind are in it. Say which program made it.",
});
