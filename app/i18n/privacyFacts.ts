/** The facts of a briefing for its privacy policy, each as Markdown. */
export type PrivacyFacts = {
  name: string;
  /** Name and postal address, one line each. */
  responsible: string;
  /** The contact's address, as a link. */
  contact: string;
  /** URL of the page where readers request the link to their own page. */
  readerUrl: string;
  /** How long a confirmation link works: "for 7 days". */
  linkWorks: string;
  /** When an unanswered one is repeated: "after 2 days". */
  reminded: string;
  /** The most such mails to one address, and the period: "3" and "for 30 days". */
  mostMails: string;
  mailsKept: string;
  /** When the counts by network are deleted: "after 30 days". */
  counted: string;
  /** When IP addresses and user agents are deleted: likewise. */
  traced: string;
  /** When an incomplete change of address expires. */
  changeEnds: string;
  /** How long leaving can be undone: "for 30 days". */
  undoable: string;
  /** When transactional mails are deleted, and when deliveries become sums. */
  lettersKept: string;
  deliveriesKept: string;
  /** When answers of readers, and those to them, are deleted at the latest. */
  repliesKept: string;
  /** When the file of an import is deleted at the latest, and when its report. */
  broughtKept: string;
  reportsKept: string;
  /** When an unconfirmed address is deleted: "after 30 days". */
  forgotten: string;
  /** More points of what is kept, and of what is not done, by settings: each after a line break; or nothing. */
  alsoKept: string;
  alsoSpared: string;
};
