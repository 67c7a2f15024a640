/**
 * The spot of a finding. `id`: of an article, or of a section from 1, also of the one that an item stands in; `place`: of an
 * item in it, from 1; `words`: its headline, heading or text.
 */
export type FindingSpot = {
  kind:
    | "subject"
    | "preheader"
    | "list"
    | "intro"
    | "section"
    | "item"
    | "outro"
    | "articles"
    | "article"
    | "mail"
    | "settings"
    | "schedule"
    | "subscribers"
    | "claim"
    | "people"
    | "rehearsal";
  id?: number;
  place?: number;
  words?: string;
};

/** Returns the spot of an item or a poll. @param section from 0 @param index in it, from 0 */
export function itemSpot(section: number, index: number, piece: { text: string } | { question: string }): FindingSpot {
  const words = "question" in piece ? piece.question : piece.text;
  return { kind: "item", id: section + 1, place: index + 1, words };
}

/** Names a spot with words in a sentence. */
export function named({ kind, words }: FindingSpot): string {
  if (kind === "article") return words ? `“${words}”` : "an article without a headline";
  if (kind === "section") return words ? `the section “${words}”` : "a section";
  if (kind === "item") return words ? `the item “${words}”` : "a short item";
  return `the ${kind}`;
}
