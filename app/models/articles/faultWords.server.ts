import { wording } from "#app/models/faults.ts";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { wordFetchFault } from "#app/models/safeFetch.server.ts";
import type { ChartFault } from "#app/models/charts.ts";
import type { CardFault } from "./linkCards.server.ts";

/** Words what a card lacks, and what an editor can do. */
export const wordCardFault = wording<CardFault>({
  "not-fetched": ({ why }) => `The page could not be fetched: ${wordFetchFault(why)}. Write the card by hand.`,
  "no-page": () => "The address leads to a file, not to a web page. Write the card by hand.",
  "says-nothing": () => "The page says neither its title nor anything else of itself. Write the card by hand.",
  "no-picture": ({ why }) =>
    `The picture of the page could not be brought in: ${wordFetchFault(why)}. Place one by hand, or none.`,
  "unfit-picture": ({ why }) =>
    `The picture of the page could not be brought in. ${wordImageFault(why)} Place one by hand, or none.`,
});

/** Words why a chart is not drawn. */
export const wordChartFault = wording<ChartFault>({
  "no-numbers": () => "Write a number beside at least one name.",
  "no-number": ({ cell }) => `“${cell.slice(0, 60)}” is no number.`,
  "too-few-points": () => "A line needs two rows of numbers or more; one row is a bar.",
  "too-many-rows": ({ most }) => `A chart of this kind has at most ${most} rows of numbers.`,
});
