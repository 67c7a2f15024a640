/** What the policy says of this briefing, each piece as Markdown. */
export type PrivacyFacts = {
  name: string;
  /** The name and the postal address, a line each. */
  responsible: string;
  /** The contact's address, as a link. */
  contact: string;
  /** The address of the page where readers ask for the link to their own. */
  readerUrl: string;
  /** How long a confirmation's link works: "for 7 days". */
  linkWorks: string;
  /** When one that nobody answered is repeated: "after 2 days". */
  reminded: string;
  /** How many such mails an address gets at most, in the time that the count is kept: "3" and "for 30 days". */
  mostMails: string;
  mailsKept: string;
  /** When the counts by network are deleted: "after 30 days". */
  counted: string;
  /** When IP addresses and browsers' names are: likewise. */
  traced: string;
  /** When a change of address ends that not both have agreed to. */
  changeEnds: string;
  /** How long a leave can be undone: "for 30 days". */
  undoable: string;
  /** When letters are deleted, and when deliveries become sums. */
  lettersKept: string;
  deliveriesKept: string;
  /** When an address that nobody confirmed is deleted: "after 30 days". */
  forgotten: string;
};
