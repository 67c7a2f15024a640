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
  },
  replied: {
    name: "Replied",
    ofWhat: "mails accepted",
    says: figureWords.replies.how,
    rows: "Answers to the issue",
  },
  left: {
    name: "Left",
    ofWhat: "mails accepted",
    says: figureWords.left.how,
    rows: "Readers who left after this issue",
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
  },
};
