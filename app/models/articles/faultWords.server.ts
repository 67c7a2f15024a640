import { wording } from "#app/models/faults.ts";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { wordFetchFault } from "#app/models/safeFetch.server.ts";
import type { ChartFault } from "#app/models/charts.ts";
import type { CardFault } from "./linkCards.server.ts";
import type { WordFault } from "./wordFile.server.ts";

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

/** Words why a Word file is not read. */
export const wordWordFault = wording<WordFault>({
  "no-zip": () => "This is no Word file (.docx) that can be read; it may be damaged.",
  "no-document": () => "This is no Word file (.docx) that can be read; it may be damaged.",
  "too-large": () => "The file is larger than 20 MB.",
  "too-many-entries": () => "The file has more than 1000 parts, which no text has.",
  "too-large-unpacked": () => "The file unpacks to more than 80 MB. Bring it in without some of its pictures.",
  "too-long": () => "The text of this file is too long to be brought in at once. Bring it in in parts.",
});
