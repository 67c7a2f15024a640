import { wording } from "#app/models/faults.ts";
import { wordMarkdownFault } from "#app/models/faultWords.server.ts";
import type { OrderFault } from "#app/models/issues/fromSlugs.server.ts";
import { wordUnknownList } from "./lists.ts";

/** Words a fault of the order of a new issue, with the option that it is about. */
export const wordOrderFault = wording<OrderFault>({
  "no-list": (fault) => wordUnknownList(fault),
  intro: ({ fault }) => `--intro: ${wordMarkdownFault(fault)}`,
  "no-issue": ({ number }) => `--like: There is no issue ${number}.`,
  "no-segment": ({ name }) => `--segment: There is no segment “${name}”. The desk lists them.`,
  "no-article": ({ slug }) => `--articles: There is no article “${slug}”.`,
  "no-display": ({ option, item }) => `--${option}: “${item}”: an article is shown full, as summary or as headline.`,
  "unfit-sections": ({ path, why }) => `--sections: ${path ? `${path}: ` : ""}${why}`,
  "section-text": ({ at, fault }) => `--sections: the text of section ${at}: ${wordMarkdownFault(fault)}`,
  "no-show": ({ item }) => `--show: “${item}” is neither full, summary nor SLUG:full.`,
  "not-among-articles": ({ slug }) => `--show: “${slug}” is not among the articles.`,
  invalid: ({ option, why }) => `--${option}: ${why}`,
});
