import type { Context } from "#app/context.server.ts";
import { peopleInList, type PeopleInList } from "#app/models/comments/people.server.ts";
import type { ChosenArticle } from "#app/models/issues/editing.server.ts";
import { issueInTheMaking, type Finding, type IssueInTheMaking } from "#app/models/preflight/preflight.server.ts";
import { articlesIn, type IssueItem, type IssuePoll } from "#app/models/sections.ts";
import { writersNow } from "#app/models/sheetLocks.server.ts";

/** The people of a piece: on it, and writing in it now. */
export type OnIt = {
  assigned: PeopleInList["assigned"] | null;
  writer: { editorId: number; name: string } | null;
};

/** A piece of an issue, with what was found in it. */
export type PieceInLine = (({ kind: "article" } & ChosenArticle & OnIt) | IssueItem | IssuePoll) & {
  findings: Finding[];
};

/** An issue that is being made: its pieces in their sections, and what is missing. */
export type Preparation = OnIt & {
  sections: { heading: string; pieces: PieceInLine[] }[];
  /** Of the issue as a whole, with the names of their places. */
  findings: (Finding & { place: string })[];
  blocking: number;
  advisory: number;
  audience: number;
  words: number;
  minutes: number;
};

/** Checks some issues, and returns them by number: those that can no longer be changed are left out. */
export async function preparations(
  context: Context,
  me: number,
  issues: { id: number; number: number }[],
): Promise<Map<number, Preparation>> {
  const made: IssueInTheMaking[] = [];
  for (const { number } of issues) {
    const one = await issueInTheMaking(context, number);
    if (one) made.push(one);
  }
  const articles = made.flatMap(({ sections }) => articlesIn(sections).map(({ id }) => id));
  const ids = made.map(({ issue }) => issue.id);
  const people = {
    articles: await peopleInList(context, me, "article", articles),
    issues: await peopleInList(context, me, "issue", ids),
    writers: await writersNow(context, [
      ...articles.map((id) => `article ${id}`),
      ...made.map(({ issue }) => `issue ${issue.number}`),
    ]),
  };
  return new Map(made.map((one) => [one.issue.number, preparationOf(one, people)]));
}

type Everybody = {
  articles: Record<number, PeopleInList>;
  issues: Record<number, PeopleInList>;
  writers: Map<string, { editorId: number; name: string }>;
};

function preparationOf({ issue, sections, audience, preflight }: IssueInTheMaking, people: Everybody): Preparation {
  const found = preflight.places.flatMap(({ name, findings }) => findings.map((one) => ({ ...one, place: name })));
  const open = found.filter(({ dismissed }) => !dismissed);
  const placed = new Set(articlesIn(sections).map(({ id }) => id));
  const ofPiece = ({ at }: Finding) => at.kind === "article" && placed.has(at.id ?? 0);
  const articles = articlesIn(sections);
  return {
    assigned: people.issues[issue.id]?.assigned ?? null,
    writer: people.writers.get(`issue ${issue.number}`) ?? null,
    sections: sections.map(({ heading, pieces }) => ({
      heading,
      pieces: pieces.map((piece): PieceInLine =>
        piece.kind !== "article"
          ? { ...piece, findings: [] }
          : {
              ...piece,
              assigned: people.articles[piece.id]?.assigned ?? null,
              writer: people.writers.get(`article ${piece.id}`) ?? null,
              findings: open.filter((one) => ofPiece(one) && one.at.id === piece.id),
            },
      ),
    })),
    findings: open.filter((one) => !ofPiece(one)),
    ...{ blocking: preflight.blocking, advisory: preflight.advisory, audience },
    words: articles.reduce((sum, { words }) => sum + words, 0),
    minutes: articles.reduce((sum, { minutes }) => sum + minutes, 0),
  };
}
