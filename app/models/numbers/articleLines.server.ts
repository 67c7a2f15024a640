import type { ArticleNumbers } from "./articleNumbers.server.ts";
import type { NumbersLine } from "./numbersLines.server.ts";

/** Everything that the page of a piece shows, one line a number. */
export function linesOfArticle({ runs, views }: ArticleNumbers): NumbersLine[] {
  return [...runLines(runs), ...viewLines(views)];
}

function viewLines({ people, robots, days }: ArticleNumbers["views"]): NumbersLine[] {
  const of = (figure: string, detail: string, count: number, total: number | null): NumbersLine => ({
    ...{ figure, of: "the site", detail, count, total },
  });
  const all = people + robots;
  return [
    of("Views by people", "", people, all),
    of("Requests by robots", "", robots, all),
    ...days.map((one) => of("Views by people, per day", one.day, one.people, null)),
  ];
}

function runLines(runs: ArticleNumbers["runs"]): NumbersLine[] {
  return runs.flatMap(({ number, accepted, clicks, replies }) => {
    const of = (figure: string, count: number, total: number | null): NumbersLine => ({
      ...{ figure, of: `issue ${number}`, detail: "", count, total },
    });
    return [
      of("Mails accepted", accepted, null),
      ...(clicks
        ? [
            of("Clicks by people", clicks.people, clicks.all),
            of("Readers who clicked", clicks.readers, accepted),
            of("Place of its first link", clicks.place, null),
          ]
        : []),
      of("Replies that quote it", replies, null),
    ];
  });
}

/** The answers of readers to what was asked about a piece, by issue. */
type Asked = { issue: number; people: number; answers: { words: string; people: number }[] };

/** The lines of what readers answered about a piece, one an answer. */
export function linesOfFeedback(questions: Asked[]): NumbersLine[] {
  return questions.flatMap(({ issue, people, answers }) =>
    answers.map((answer): NumbersLine => ({
      ...{ figure: "Answered", of: `issue ${issue}`, detail: answer.words, count: answer.people, total: people },
    })),
  );
}
