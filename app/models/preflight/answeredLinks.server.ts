import type { IssueCheck } from "./check.server.ts";
import { withoutTracking } from "./linkParameters.server.ts";
import { ofEachLink, shortenedLink } from "./links.server.ts";

/** Checks of what other sites answered; a link that has no answer yet is in none of them. */
export const answeredLinkChecks = {
  "broken-link": ofEachLink("Every link leads to a page.", ({ href }, { answers }) => {
    const answer = answers.get(href);
    if (!answer) return null;
    const link = `The link to ${shortenedLink(href)} leads nowhere`;
    if (answer.status === 404 || answer.status === 410) return `${link}: the site answered ${answer.status}`;
    if (answer.outcome === "unknown-host") return `${link}: there is no site of this name`;
    if (answer.outcome === "unreachable") return `${link}: its site cannot be reached`;
    return answer.outcome === "too-many-redirects"
      ? `${link}: it is sent from one address to the next without end`
      : null;
  }),
  "failing-link": ofEachLink("Every site that is linked to answers well.", ({ href }, { answers }) => {
    const answer = answers.get(href);
    const link = `The site of ${shortenedLink(href)}`;
    if (answer?.outcome === "too-slow") return `${link} took longer than five seconds to answer`;
    return answer && (answer.status ?? 0) >= 500 ? `${link} answered ${answer.status}, which may pass: try it` : null;
  }),
  "guarded-link": ofEachLink("Every reader can open every link.", ({ href }, { answers }) => {
    const status = answers.get(href)?.status ?? 0;
    return [401, 402, 403, 407, 451].includes(status)
      ? `The site of ${shortenedLink(href)} answered ${status}: it wants readers to sign in or pay, or it turns robots away`
      : null;
  }),
  "private-link": ofEachLink("No link leads into a private network.", ({ href }, { answers }) =>
    answers.get(href)?.outcome === "not-public"
      ? `The link to ${shortenedLink(href)} leads into a private network`
      : null,
  ),
  "moved-link": ofEachLink(
    "Every link leads straight to its page.",
    ({ href }, { answers }) => {
      const to = answers.get(href)?.location;
      return to ? `The page of ${shortenedLink(href)} has moved to ${shortenedLink(withoutTracking(to))}` : null;
    },
    ({ href }, { answers }) => ({ to: withoutTracking(answers.get(href)?.location ?? href), label: "Link there" }),
  ),
} satisfies Record<string, IssueCheck>;
