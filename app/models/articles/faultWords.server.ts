import { wording } from "#app/models/faults.ts";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { wordFetchFault } from "#app/models/safeFetch.server.ts";
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
