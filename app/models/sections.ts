import { emptyBody, type Body } from "./body.ts";

/** A short item of an issue that is no article: a line, with a link and a source where it has them (else empty). */
export type IssueItem = { kind: "item"; text: string; url: string; source: string };

/**
 * A question to readers, with two to six answers to choose from. It closes that many `days` after the send. `shown`:
 * readers see the results too, who has answered at once and everybody once it has closed.
 */
export type IssuePoll = {
  kind: "poll";
  question: string;
  answers: string[];
  days: number;
  shown: boolean;
  /** Of a rendered issue: the question's number in it, and when it closes, in milliseconds. */
  asks?: number;
  closesAt?: number;
};

/** The most answers of a poll, and the days after a send in which it can close. */
export const pollLimits = { answers: 6, days: [1, 2, 3, 5, 7, 14, 30] };

/** A piece of a section: an article, in the form that the page or the mail needs, an item or a poll. */
export type IssuePiece<Article> = ({ kind: "article" } & Article) | IssueItem | IssuePoll;

/** Fills a section: the newest `count` articles of a topic, by its slug, that have not run yet. */
export type SectionRule = { topic: string; count: number };

/** A part of an issue: a heading, empty for none, a text of its own, and its pieces in order. */
export type IssueSection<Piece> = { heading: string; text: Body; rule: SectionRule | null; pieces: Piece[] };

/** Sections of an issue with articles of one form. */
export type SectionsOf<Article> = IssueSection<IssuePiece<Article>>[];

/** The content of an issue, of any age: revisions, editions and browsers hold some that has `articles` alone. */
export type Sectioned<Article> = { sections?: SectionsOf<Article>; articles?: Article[] };

/** Returns the sections of anything that holds an issue, of any age: always one at least. */
export function sectionsOf<Article extends object>(held: Sectioned<Article>): SectionsOf<Article> {
  if (held.sections?.length) return held.sections;
  const pieces = (held.articles ?? []).map((article) => ({ ...article, kind: "article" as const }));
  return [{ ...emptySection(), pieces }];
}

/** Returns a section with nothing in it. */
export function emptySection(): IssueSection<never> {
  return { heading: "", text: emptyBody, rule: null, pieces: [] };
}

/** Returns the articles of sections in their order, without the items. */
export function articlesIn<Article>(sections: SectionsOf<Article>): ({ kind: "article" } & Article)[] {
  return sections.flatMap(({ pieces }) => pieces.flatMap((piece) => (piece.kind === "article" ? [piece] : [])));
}

/** Returns the words of an item or a poll, a line each. */
export function linesIn(piece: IssueItem | IssuePoll): string[] {
  return piece.kind === "item" ? [piece.text, piece.source] : [piece.question, ...piece.answers];
}

/** False for a text in which nothing was written. */
export function hasWords({ content = [] }: Body): boolean {
  return content.some((block) => block.type !== "paragraph" || (block.content ?? []).length > 0);
}

/** Returns all texts of an issue as one body: for what looks for something in any of them. */
export function allTexts({ intro, outro, sections }: Texts): Body {
  const bodies = [intro, ...sections.map(({ text }) => text), outro];
  return { type: "doc", content: bodies.flatMap(({ content = [] }) => content) };
}

/** Puts a body back into the texts that `allTexts` made it of, each block where it was; the number of blocks must be the same. */
export function withTexts<Section extends { text: Body }>(
  issue: { intro: Body; outro: Body; sections: Section[] },
  { content: blocks = [] }: Body,
): { intro: Body; outro: Body; sections: Section[] } {
  let at = 0;
  const next = (body: Body): Body => {
    const from = at;
    at += body.content?.length ?? 0;
    return { ...body, content: blocks.slice(from, at) };
  };
  const intro = next(issue.intro);
  const sections = issue.sections.map((section) => ({ ...section, text: next(section.text) }));
  return { intro, sections, outro: next(issue.outro) };
}

type Texts = { intro: Body; outro: Body; sections: { text: Body }[] };
