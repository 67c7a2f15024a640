/** The spot of a finding. `id`: of an article, or of a section from 1; `words`: its headline, heading or text. */
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
  words?: string;
};

/** Names a spot with words in a sentence. */
export function named({ kind, words }: FindingSpot): string {
  if (kind === "article") return words ? `“${words}”` : "an article without a headline";
  if (kind === "section") return words ? `the section “${words}”` : "a section";
  if (kind === "item") return `the item “${words}”`;
  return `the ${kind}`;
}
