import { countsOf, type MoveFound } from "#app/models/moving/desk/siteMoves.server.ts";
import { sources } from "#app/models/moving/sources.server.ts";
import { becameWords, fateWords, wordMoveNotice, wordSiteFault } from "#app/models/moving/words.server.ts";

/** Words what a look or a move found, for its page. */
export function wordedFound(found: MoveFound) {
  if (found.fault) return { isDryRun: found.isDryRun, fault: wordSiteFault(found.fault) };
  const { moved, first, isDryRun } = found;
  return {
    ...{
      isDryRun,
      fault: null,
      program: sources[moved.source].name,
      pictures: moved.fetched,
      redirects: moved.redirects,
    },
    counts: countsOf(moved).map(([became, count]) => ({ name: becameWords[became], count })),
    files: first.map(({ path, became, title, slug, notices }) => ({
      ...{ path, title, became: fateWords[became], slug: isDryRun ? "" : slug },
      notices: notices.map(wordMoveNotice),
    })),
  };
}

export type WordedFound = ReturnType<typeof wordedFound>;
