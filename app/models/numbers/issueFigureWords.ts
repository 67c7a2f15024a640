import { figureWords } from "./figureWords.ts";

/** The large figures of an issue, in the order in which they are shown. */
export const issueFigureIds = ["accepted", "clicked", "replied", "left", "bounced", "complained"] as const;
export type IssueFigureId = (typeof issueFigureIds)[number];

/** A count and the total that it is a part of. */
export type CountOf = { count: number; of: number };

type Words = {
  name: string;
  /** The total in words. */
  ofWhat: string;
  /** How it is computed; the page on numbers has more. */
  says: string;
  /** The rows that it is made of. */
  rows: string;
  /** How the rows and the figure go together, where they are not the same number. */
  rowsSay?: string;
};

/** Each large figure in words. */
export const issueFigureWords: Record<IssueFigureId, Words> = {
  accepted: {
    name: "Accepted",
    ofWhat: "readers it was for",
    says: figureWords.accepted.how,
    rows: "Readers whose mail was accepted",
  },
  clicked: {
    name: "Clicked",
    ofWhat: "mails accepted",
    says: figureWords.clicked.how,
    rows: "Requests for links, with how each was judged",
    rowsSay: "Every request is a row. The figure counts the readers with at least one row that is a person’s.",
  },
  replied: {
    name: "Replied",
    ofWhat: "mails accepted",
    says: figureWords.replies.how,
    rows: "Replies to the issue",
  },
  left: {
    name: "Left",
    ofWhat: "mails accepted",
    says: figureWords.left.how,
    rows: "Readers who left after this issue",
    rowsSay: "Readers who took it back, or were erased since, are in the figure and no longer among the rows.",
  },
  bounced: {
    name: "Bounced",
    ofWhat: "mails accepted",
    says: figureWords.bounced.how,
    rows: "Mails that came back",
  },
  complained: {
    name: "Complained",
    ofWhat: "mails accepted",
    says: figureWords.complained.how,
    rows: "Complaints",
    rowsSay: "A second complaint of a reader is a row, and does not count.",
  },
};
