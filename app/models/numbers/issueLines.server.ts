import { issueFigureIds, issueFigureWords } from "./issueFigureWords.ts";
import type { IssueClicks } from "./issueClicks.server.ts";
import type { IssueNumbers, LargeFigures } from "./issueNumbers.server.ts";
import type { NumbersLine } from "./numbersLines.server.ts";

/** Everything that the page of an issue shows, one line a number. */
export function linesOfIssue({ number, large, before, figures, reasons, clicks }: IssueNumbers): NumbersLine[] {
  const issue = `issue ${number}`;
  const { left, bounced } = figures;
  const of = (figure: string, detail: string, count: number, total: number | null = figures.accepted): NumbersLine => ({
    ...{ figure, of: issue, detail, count, total },
  });
  return [
    ...largeLines(issue, large),
    ...before.flatMap((one) => largeLines(`issue ${one.number}`, one.figures)),
    of("Hand-over", "refused", figures.refused, figures.audience),
    of("Hand-over", "uncertain", figures.uncertain, figures.audience),
    of("Hand-over", "withdrawn", figures.withdrawn, figures.audience),
    of("Hand-over", "cancelled", figures.cancelled, figures.audience),
    of("Hand-over", "to come", figures.waiting, figures.audience),
    of("Came back", "nobody is there", bounced.hard),
    of("Came back", "not for now", bounced.soft),
    of("Came back", "blocked", bounced.blocked),
    of("Left", "by one click", left.oneClick),
    of("Left", "on the page", left.page),
    of("Left", "by mail", left.mail),
    of("Left", "within a day", left.withinDay),
    of("Left", "later", left.later),
    of("Left", "took it back", left.cameBack, left.all),
    ...reasons.map(({ words, count }) => of("Left, why", words, count, left.all)),
    ...(clicks ? clickLines(issue, clicks, figures.accepted) : []),
  ];
}

function largeLines(of: string, figures: LargeFigures): NumbersLine[] {
  return issueFigureIds.flatMap((id) => {
    const figure = figures[id];
    return figure ? [{ figure: issueFigureWords[id].name, of, detail: "", count: figure.count, total: figure.of }] : [];
  });
}

function clickLines(of: string, clicks: IssueClicks, accepted: number): NumbersLine[] {
  const { people, machines, unknown, all, perLink, perArticle, perSection } = clicks;
  return [
    { figure: "Clicks by people", of, detail: "", count: people, total: all },
    { figure: "Requests by machines", of, detail: "", count: machines, total: all },
    { figure: "Requests of which nobody can tell", of, detail: "", count: unknown, total: all },
    ...perArticle.map((piece) => ({
      ...{ figure: "Clicks by people, per piece", of, detail: piece.headline, count: piece.people, total: people },
    })),
    ...perSection.map((one) => ({
      ...{ figure: "Clicks by people, per section", of, detail: one.section, count: one.people, total: people },
    })),
    ...perLink.flatMap((link) => {
      const detail = `${link.n}: ${link.label} ${link.href}`.trim();
      return [
        { figure: "Clicks by people, per link", of, detail, count: link.people, total: people },
        { figure: "Requests, per link", of, detail, count: link.all, total: all },
        { figure: "Readers who clicked, per link", of, detail, count: link.readers, total: accepted },
      ];
    }),
  ];
}
