import { formatMoment } from "#app/models/dates.server.ts";
import { percent, shareOfTotal, shareWords } from "#app/models/shares.ts";
import type { ReportContent, ReportFigure } from "#emails/render/report.server.ts";
import { issueFigureIds, issueFigureWords, type CountOf, type IssueFigureId } from "./issueFigureWords.ts";
import type { IssueBefore, IssueNumbers } from "./issueNumbers.server.ts";

const mostLinks = 5;

/** The report of an issue in the words of the desk, without its briefing and its address. */
export function wordIssueReport(numbers: IssueNumbers, timeZone: string): Omit<ReportContent, "briefing" | "url"> {
  const { number, subject, list, startedAt, sentAt, large, before, clicks } = numbers;
  const figures = issueFigureIds.flatMap((id) => {
    const figure = large[id];
    return figure ? [wordFigure(id, figure, before)] : [];
  });
  return {
    title: `Issue ${number}`,
    subject,
    lead: `Sent to “${list}” on ${formatMoment(sentAt ?? startedAt, timeZone)} (${timeZone}).`,
    figures,
    parts: [clickedMost(numbers), leftWhy(numbers)].filter(({ lines }) => lines.length > 0),
    notes: notesOf(numbers, clicks !== null),
  };
}

function wordFigure(id: IssueFigureId, { count, of }: CountOf, before: IssueBefore[]): ReportFigure {
  const { name, ofWhat } = issueFigureWords[id];
  const share = shareWords(count, of);
  const usual = usualShare(id, before);
  return {
    name,
    count: count.toLocaleString("en"),
    of: of > 0 ? `of ${of.toLocaleString("en")} ${ofWhat}${share.endsWith("%") ? `, ${share}` : ""}` : "",
    usual: usual === null ? "" : `as a rule ${percent(usual)}`,
  };
}

/** Returns the share in the middle of those of the issues before; null of fewer than three, which are no rule. */
function usualShare(id: IssueFigureId, before: IssueBefore[]): number | null {
  const shares = before
    .flatMap(({ figures }) => {
      const figure = figures[id];
      return figure ? (shareOfTotal(figure.count, figure.of) ?? []) : [];
    })
    .sort((a, b) => a - b);
  return shares.length < 3 ? null : shares[Math.floor(shares.length / 2)]!;
}

function clickedMost({ clicks }: IssueNumbers): ReportContent["parts"][number] {
  const links = clicks?.perLink.filter(({ people }) => people > 0) ?? [];
  const most = links.sort((a, b) => b.people - a.people).slice(0, mostLinks);
  return {
    heading: "Clicked most by people",
    lines: most.map(({ label, href, people }) => ({ name: label || href, count: people.toLocaleString("en") })),
  };
}

function leftWhy({ reasons }: IssueNumbers): ReportContent["parts"][number] {
  return {
    heading: "Why they left, as they say",
    lines: reasons.map(({ words, count }) => ({ name: words, count: count.toLocaleString("en") })),
  };
}

function notesOf({ clicks, isFolded }: IssueNumbers, countsClicks: boolean): string[] {
  return [
    !countsClicks && "Clicks are not counted.",
    clicks && clicks.waiting > 0 && "Some clicks are still being judged, so their figures may grow.",
    isFolded && "Of the single deliveries only these sums are kept.",
  ].filter((note) => typeof note === "string");
}
