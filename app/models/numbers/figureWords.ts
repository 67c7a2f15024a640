/** How people read a figure. */
type FigureWords = {
  /** Beside the number. */
  name: string;
  /** The whole of which it is a part, after “of”; empty where it stands alone. */
  outOf: string;
  /** How it is computed, in whole sentences. */
  how: string;
  /** The section of docs/numbers.md that says more. */
  section: "issues" | "lists" | "visits" | "clicks" | "opens" | "feedback" | "growth";
};

const issue = { section: "issues" } as const;
const list = { section: "lists" } as const;
const visits = { section: "visits" } as const;

/** The words of every figure that the desk shows; docs/numbers.md has them from here. */
export const figureWords = {
  audience: {
    ...issue,
    name: "readers it was for",
    outOf: "",
    how: "Everybody who had a subscription to the list, chose single issues and one of its topics, and was not paused when the send began. The next five figures and those that still wait add up to it.",
  },
  accepted: {
    ...issue,
    name: "accepted",
    outOf: "readers it was for",
    how: "Your mail server said yes after the whole message. That is not delivery: what comes back later is counted as bounced.",
  },
  refused: {
    ...issue,
    name: "refused",
    outOf: "readers it was for",
    how: "Your mail server said no for good, or put the message off for a day.",
  },
  uncertain: {
    ...issue,
    name: "uncertain",
    outOf: "readers it was for",
    how: "The message was handed over and the answer was lost, so nobody knows. An operator decides; it is never sent again by itself.",
  },
  withdrawn: {
    ...issue,
    name: "withdrawn",
    outOf: "readers it was for",
    how: "They left, paused, were suppressed or were erased after the send began and before their message went out.",
  },
  cancelled: {
    ...issue,
    name: "cancelled",
    outOf: "readers it was for",
    how: "An operator ended the send before their message went out.",
  },
  bouncedHard: {
    ...issue,
    name: "no such mailbox",
    outOf: "accepted",
    how: "Mails that came back because there is no such mailbox, by the rules of “What came back”. Two mails about one reader count twice.",
  },
  bouncedSoft: {
    ...issue,
    name: "came back for now",
    outOf: "accepted",
    how: "Mails that came back because a mailbox is full or a server is away. The next issue goes there again.",
  },
  blocked: {
    ...issue,
    name: "blocked",
    outOf: "accepted",
    how: "Mails that came back because a provider did not want them. That is about you, not about the reader.",
  },
  bounced: {
    ...issue,
    name: "came back",
    outOf: "accepted",
    how: "Mails that your mail server took and that came back: no such mailbox, for now, or blocked. Two mails about one reader count twice.",
  },
  clicks: {
    section: "clicks",
    name: "clicks by people",
    outOf: "requests for links",
    how: "Requests for counted links that were judged to be a person’s. A reader who presses twice counts twice. A link counts for the piece in whose text it stands.",
  },
  clicked: {
    ...issue,
    name: "clicked",
    outOf: "accepted",
    how: "Readers with at least one click that was judged to be a person’s, each counted once. Requests of machines are kept and left out, by the rules of “People and machines”.",
  },
  complained: {
    ...issue,
    name: "marked it as spam",
    outOf: "accepted",
    how: "Complaints that a provider told about this issue. Gmail and some others tell none, so this is the least that there were. A second complaint of a reader does not count.",
  },
  left: {
    ...issue,
    name: "left",
    outOf: "accepted",
    how: "Readers who ended their subscription to the list after they got this issue and before they got the next, by the button of their mail program, the page, or a mail. Who came back is among them and counted beside. Who left and had got none of the last thirty counts for no issue.",
  },
  leftWithinDay: {
    ...issue,
    name: "left within a day",
    outOf: "left",
    how: "They left within 24 hours of the time at which their own message was handed over.",
  },
  cameBack: {
    ...issue,
    name: "took it back",
    outOf: "left",
    how: "They pressed the button that undoes leaving.",
  },
  reasons: {
    ...issue,
    name: "said why",
    outOf: "left",
    how: "The page after leaving asks for a reason; it need not be given. The last one that a reader gave counts. When a reader is erased their words go and the count stays.",
  },
  replies: {
    ...issue,
    name: "answers",
    outOf: "accepted",
    how: "Mails that people wrote in answer to this issue. Absence notes and what looks like spam do not count; two answers of one reader count twice.",
  },
  repliesOfPiece: {
    ...issue,
    name: "answers that quote a piece",
    outOf: "",
    how: "Conversations in which readers quote the piece. Most answers quote nothing, and count for the issue alone.",
  },
  asked: {
    ...list,
    name: "asked for it",
    outOf: "",
    how: "Sign-ups at a form that got a confirmation mail, on the day of asking. Asking again before confirming does not count again.",
  },
  confirmedOfAsked: {
    ...list,
    name: "confirmed",
    outOf: "asked for it",
    how: "Of those who asked on that day, so many have pressed the button of the confirmation since. The figure of a day grows for a week.",
  },
  joined: {
    ...list,
    name: "joined",
    outOf: "",
    how: "Subscriptions that became active: confirmed, chosen on the reader’s page, imported, or taken back after leaving. An import has a source of its own and is no sign-up.",
  },
  leftList: {
    ...list,
    name: "left",
    outOf: "",
    how: "Subscriptions that ended: by the reader, by a complaint, by an operator, or because an import says that they had left elsewhere.",
  },
  lost: {
    ...list,
    name: "out of reach",
    outOf: "",
    how: "Readers whose address was suppressed because their mailbox is no more, issue after issue came back, or an operator wanted it. Their subscription stays, and nothing is sent.",
  },
  back: {
    ...list,
    name: "in reach again",
    outOf: "",
    how: "Readers whose suppression was lifted.",
  },
  erased: {
    ...list,
    name: "erased",
    outOf: "",
    how: "Readers who were erased while they were on the list. Who never confirmed was not on it.",
  },
  importUndone: {
    ...list,
    name: "imports undone",
    outOf: "",
    how: "By how many readers the list shrank, or grew again, because an import was undone. The day of the import keeps its figure.",
  },
  growth: {
    ...list,
    name: "growth",
    outOf: "",
    how: "Joined, less left, less out of reach, plus in reach again, less erased, and what undone imports changed. It is exactly by how many more readers can be written to.",
  },
  readers: {
    ...list,
    name: "readers",
    outOf: "",
    how: "Readers of the list who could be written to at the end of the day: the sum of its growth from the first day on. Who paused or chose the digest is among them.",
  },
  topicsChosen: {
    ...list,
    name: "chose topics",
    outOf: "",
    how: "How often readers of the list changed their topics on that day.",
  },
  digestChosen: {
    ...list,
    name: "chose the digest",
    outOf: "",
    how: "How often readers changed from single issues to one mail a month.",
  },
  everyChosen: {
    ...list,
    name: "chose single issues",
    outOf: "",
    how: "How often readers changed from the digest back to single issues.",
  },
  paused: { ...list, name: "paused", outOf: "", how: "How often readers paused all mail." },
  resumed: {
    ...list,
    name: "ended a pause",
    outOf: "",
    how: "How often readers ended a pause themselves; one that runs out is not counted.",
  },
  views: {
    ...visits,
    name: "views by people",
    outOf: "requests",
    how: "Pages that were answered to what behaves like a person’s browser, by the rules below. A page looked at twice counts twice; nothing tells that it was the same person.",
  },
  robots: {
    ...visits,
    name: "requests by robots",
    outOf: "requests",
    how: "Pages that were answered to programs: search engines, previews, monitors, scrapers, and everything that does not behave like a browser.",
  },
  feedFetches: {
    ...visits,
    name: "fetches of feeds",
    outOf: "requests",
    how: "How often programs that read feeds asked for one. A program asks many times a day, for one reader or for thousands.",
  },
  feedReaders: {
    ...visits,
    name: "readers of feeds",
    outOf: "",
    how: "The most readers that each program said it has on that day, added up; one that says none counts as one.",
  },
  referrers: {
    ...visits,
    name: "came from",
    outOf: "views by people",
    how: "The host of the page with the link, without its path. Your own host is left out, and many browsers and programs tell none.",
  },
  emptySearches: {
    ...visits,
    name: "searched in vain",
    outOf: "",
    how: "Words in small letters for which the search of the site found nothing, without who searched. What looks like an address or a number of a person is not kept.",
  },
} as const satisfies Record<string, FigureWords>;

export type FigureName = keyof typeof figureWords;
