import type { ChosenArticle } from "#app/models/issues/editing.server.ts";

/** The version that another editor saved meanwhile. */
export type Theirs = {
  version: number;
  at: number;
  subject: string;
  preheader: string;
  list: string;
  articles: ChosenArticle[];
  intro: string;
};

/** The result of a save. `tookBack`: it ended an approval; `refused`: one sentence; `errors`: by field. */
export type SaveAnswer =
  | { saved: { version: number; at: number; tookBack: boolean } }
  | { conflict: Theirs }
  | { refused: string }
  | { errors: Record<string, string[] | null> };
