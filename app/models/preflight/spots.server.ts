/** The spot of a finding. `id`: of an article; `words`: its headline, or the words of a link. */
export type FindingSpot = {
  kind:
    | "subject"
    | "preheader"
    | "list"
    | "intro"
    | "articles"
    | "article"
    | "settings"
    | "schedule"
    | "subscribers"
    | "claim"
    | "rehearsal";
  id?: number;
  words?: string;
};
