import type { ChosenArticle } from "#app/models/issues/issues.server.ts";

/** What somebody else saved meanwhile. */
export type Theirs = {
  version: number;
  at: number;
  subject: string;
  preheader: string;
  list: string;
  articles: ChosenArticle[];
  intro: string;
};

/** What came of a save. `tookBack`: it was approved before; `refused`: one sentence; `errors`: the faults by field. */
export type SaveAnswer =
  | { saved: { version: number; at: number; tookBack: boolean } }
  | { conflict: Theirs }
  | { refused: string }
  | { errors: Record<string, string[] | null> };
