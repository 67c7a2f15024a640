import { sameBody } from "#app/components/desk/sheet/sameBody.ts";
import { emptyBody, type Body } from "#app/models/body.ts";
import type { ChosenArticle } from "#app/models/issues/editing.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { sectionsOf, type IssuePiece, type IssueSection, type Sectioned } from "#app/models/sections.ts";
import type { IssueEditor } from "#app/models/sending/issueEditor.server.ts";

/** A piece on the page. `key`: its name there, which stays when it moves; the server does not know it. */
export type DraftPiece = IssuePiece<ChosenArticle> & { key: string };
export type DraftSection = IssueSection<DraftPiece> & { key: string };

export type IssueDraft = Pick<IssueEditor, "subject" | "preheader" | "listId" | "segmentId" | "intro" | "outro"> & {
  sections: DraftSection[];
};

/** An issue as the desk or this browser has it; words of before there were sections have articles alone. */
export type HeldDraft = Pick<IssueDraft, "subject" | "preheader" | "listId" | "intro"> &
  Sectioned<ChosenArticle> & { outro?: Body; segmentId?: number | null };

/** Returns the draft of an issue that was held anywhere, its sections and pieces with keys. */
export function draftOf(draft: HeldDraft): IssueDraft {
  const { subject, preheader, listId, segmentId = null, intro, outro = emptyBody, ...held } = draft;
  const sections = sectionsOf(held).map((section, i) => ({
    ...section,
    key: keyOf(section) ?? `s${i}`,
    pieces: section.pieces.map((piece, at) => ({ ...piece, key: keyOf(piece) ?? keyOfPiece(piece, `${i}-${at}`) })),
  }));
  return { subject, preheader, listId, segmentId, intro, outro, sections };
}

/** Returns the key of a piece. @param own what tells an item apart from all others */
export function keyOfPiece(piece: IssuePiece<{ id: number }>, own: string): string {
  return piece.kind === "article" ? `a${piece.id}` : `i${own}`;
}

/** Words that this browser kept have the keys of their page. */
function keyOf(held: object): string | null {
  return "key" in held && typeof held.key === "string" ? held.key : null;
}

/** True when both would be stored alike. Parts that are the same object are not looked into: this is asked often. */
export function sameIssue(one: IssueDraft, other: IssueDraft): boolean {
  return (
    one.listId === other.listId &&
    one.segmentId === other.segmentId &&
    sameLine(one.subject, other.subject) &&
    sameLine(one.preheader, other.preheader) &&
    sameBody(one.intro, other.intro) &&
    sameBody(one.outro, other.outro) &&
    (one.sections === other.sections ||
      (one.sections.length === other.sections.length &&
        one.sections.every((section, i) => sameSection(section, other.sections[i]!))))
  );
}

function sameSection(one: DraftSection, other: DraftSection): boolean {
  return one === other || (sameBody(one.text, other.text) && wordsOf(one) === wordsOf(other));
}

function wordsOf({ heading, rule, pieces }: DraftSection): string {
  const words = pieces.map((piece) => {
    if (piece.kind === "article") return [piece.id, piece.display];
    if (piece.kind === "item") return [piece.text, piece.url, piece.source].map(stored);
    return ["poll", ...[piece.question, ...piece.answers].map(stored), piece.days, piece.shown];
  });
  return JSON.stringify([stored(heading), rule && [rule.topic, rule.count], words]);
}

function sameLine(one: string, other: string): boolean {
  return one === other || stored(one) === stored(other);
}

/** As the desk stores lines: a space at an end is no change that a crash could lose. */
function stored(line: string): string {
  return tidyLine(line, Infinity);
}

/** Returns the name of a piece, for those who read or hear of it. */
export function pieceName(piece: DraftPiece): string {
  if (piece.kind === "poll") return piece.question || "Poll";
  return piece.kind === "article" ? piece.headline : piece.text || "Short item";
}

/** Returns the name of a section. @param index from 0 */
export function sectionName({ heading }: DraftSection, index: number): string {
  return heading.trim() || `Section ${index + 1}`;
}

/** True for a text with nothing in it. */
export function isEmptyText({ content = [] }: Body): boolean {
  return content.every((block) => block.type === "paragraph" && !block.content?.length);
}
