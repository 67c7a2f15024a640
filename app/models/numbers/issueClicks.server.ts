import type { Context } from "#app/context.server.ts";
import { clickFigures } from "#app/models/clicks/figures.server.ts";

type ClickFigures = NonNullable<Awaited<ReturnType<typeof clickFigures>>>;
type LinkClicks = ClickFigures["perLink"][number];

/** A counted link of an issue with its clicks; `n`: its place from the top; `readers`: people who clicked it. */
export type ClickedLink = Pick<LinkClicks, "n" | "href" | "label" | "section" | "people" | "all" | "readers">;

/** Clicks on an issue, in all of its editions. */
export type IssueClicks = {
  people: number;
  machines: number;
  /** Requests of which no rule can tell. */
  unknown: number;
  /** The three above together. */
  all: number;
  readersWhoClicked: number;
  /** Requests that are not judged yet; they are in no other figure. At most a thousand are counted. */
  waiting: number;
  /** Every counted link, in the order of the mail. */
  perLink: ClickedLink[];
  perArticle: { id: number; headline: string; people: number }[];
  /** By heading, empty where there is none. */
  perSection: { section: string; people: number }[];
};

/** Returns the clicks on the editions of an issue; null where its mail counts none. */
export async function issueClicks(context: Context, editionIds: number[]): Promise<IssueClicks | null> {
  const found: ClickFigures[] = [];
  for (const id of editionIds) {
    const figures = await clickFigures(context, id);
    if (figures) found.push(figures);
  }
  if (found.length === 0) return null;
  const sum = (of: (figures: ClickFigures) => number) => found.reduce((all, one) => all + of(one), 0);
  return {
    people: sum(({ people }) => people),
    machines: sum(({ machines }) => machines),
    unknown: sum(({ unknown }) => unknown),
    all: sum(({ all }) => all),
    readersWhoClicked: sum(({ readersWhoClicked }) => readersWhoClicked),
    waiting: sum(({ waiting }) => waiting),
    perLink: added(found.flatMap(({ perLink }) => perLink).map(shown), ({ n }) => n),
    perArticle: added(
      found
        .flatMap(({ perArticle }) => perArticle)
        .map(({ articleId, headline, people }) => ({ id: articleId, headline, people })),
      ({ id }) => id,
    ),
    perSection: added(
      found.flatMap(({ perSection }) => perSection).map(({ section, people }) => ({ section, people })),
      ({ section }) => section,
    ),
  };
}

function shown({ n, href, label, section, people, all, readers }: LinkClicks): ClickedLink {
  return { n, href, label, section, people, all, readers };
}

/** Adds up what stands for the same in several editions, in the order of the first. */
function added<T extends { people: number; all?: number; readers?: number }>(
  rows: T[],
  keyOf: (row: T) => string | number,
): T[] {
  return [...Map.groupBy(rows, keyOf).values()].map((same) =>
    same.reduce((sum, one) => ({
      ...sum,
      people: sum.people + one.people,
      ...(sum.all === undefined ? {} : { all: sum.all + one.all! }),
      ...(sum.readers === undefined ? {} : { readers: sum.readers + one.readers! }),
    })),
  );
}
