/** A word of the desk: how it is asked for after “What is”, and what it means for somebody who never met it. */
type Term = { name: string; means: string };

/**
 * The words at which a newcomer stops, each explained once: where it stands (`TermNote`), on the page of words, and in
 * docs/glossary.md, which a test compares with this table.
 */
export const terms = {
  approval: {
    name: "an approval",
    means:
      "An operator has looked at the issue and lets it go out by itself: in the next weekly slot of its list, or at a time of its own. It ends when the issue, its segment or one of its articles is saved again.",
  },
  byline: { name: "a byline", means: "The line that says who wrote the article, like “Ines Falk and Tom Reyes”." },
  dek: {
    name: "a dek",
    means:
      "The one or two sentences below a headline that say why the article matters. Lists, summaries in the mail and shared links show it.",
  },
  destination: {
    name: "a destination",
    means:
      "Where mail arrives: the domain of an address, like example.org, or several domains whose mail the same servers take. Each can have limits of its own.",
  },
  digest: {
    name: "a digest",
    means:
      "One mail a month with the headlines of that month. Readers who chose it get it in the place of single issues.",
  },
  embargo: {
    name: "an embargo",
    means:
      "Nobody outside reads the article before this day and time, on the site or in an issue. An issue that would go out earlier is not approved.",
  },
  focus: {
    name: "the point in sight",
    means:
      "The place in a picture that stays visible where it is cut to another shape, as on cards and in lists: a face, a machine.",
  },
  fourEyes: {
    name: "the rule of four eyes",
    means: "A setting: an issue is approved by somebody else than the person who wrote last in it.",
  },
  grace: {
    name: "the time after a slot",
    means:
      "How late an issue may still go out when the program that sends mail was not running at the slot’s own time. After that it is held back, and you are told.",
  },
  list: {
    name: "a list",
    means:
      "The readers who subscribed to one thing, like “The weekly”. Each issue goes to one list, and readers join and leave lists.",
  },
  pace: {
    name: "a pace",
    means: "How many messages may leave in a second, an hour or a day, and over how many connections.",
  },
  preheader: {
    name: "a preheader",
    means:
      "The words that most inboxes show after the subject. They are hidden in the mail itself. Without them, inboxes show the mail’s first words.",
  },
  receipt: {
    name: "a receipt",
    means:
      "One step of a subscription, like “asked for it” or “confirmed”, kept with the words that the reader saw. Each is sealed to the one before, so that nobody can change them unseen.",
  },
  rehearsal: {
    name: "a rehearsal",
    means:
      "A test of the whole send: the message of every reader is written, nothing is sent, and you are told what is wrong with which.",
  },
  revision: {
    name: "a revision",
    means:
      "An earlier state of an article or an issue, with who wrote it and when. It can be compared and brought back.",
  },
  rule: {
    name: "a rule",
    means:
      "A topic and a number that fill a section, like “the newest five about regulation since the last issue”. You see them first, and change them by hand.",
  },
  segment: {
    name: "a segment",
    means:
      "Conditions on readers, like “joined in the last 30 days and did not get issue 12”, kept under a name. An issue that has one goes to those of its list who fit when it goes out.",
  },
  sender: {
    name: "a sender",
    means:
      "The program that hands mail to your mail server. It starts with the site (npm start); more of them can run beside it.",
  },
  slot: {
    name: "a slot",
    means:
      "A day and a time each week, like Tuesday at 7:00. The next approved issue of a list goes out then by itself; nothing goes out when none is approved.",
  },
  slug: {
    name: "a slug",
    means: "The end of a web address, like robots-learn-to-pack. It has small letters, digits and hyphens.",
  },
  "subject test": {
    name: "a subject test",
    means:
      "Two to four subjects of one issue: a part of the readers gets one of them each, and the rest gets the one that did best. Nobody gets the issue twice.",
  },
  suppression: {
    name: "a suppression",
    means:
      "An address that nothing is ever sent to, because its owner asked for that or its mail server said that it does not exist. It also holds when somebody imports the address again.",
  },
  styleList: {
    name: "a style list",
    means: "Words that your briefing does not use, and what it writes instead. Every issue is checked for them.",
  },
  template: {
    name: "a template",
    means: "Sections, their headings and standing texts, kept under a name. A new issue can begin with them.",
  },
  topic: {
    name: "a topic",
    means: "What an article is about. It has a page on the site, and readers may choose to get only some topics.",
  },
  uncertain: {
    name: "an uncertain reader",
    means:
      "A reader of whom nobody knows whether the mail reached them: it was handed over, and the answer was lost. Nothing is sent to them again by itself, so that nobody gets it twice. An operator decides.",
  },
  warmUp: {
    name: "a warm-up",
    means:
      "A limit a day that grows. A new domain or mail server begins with few messages, so that mailbox providers learn to trust it.",
  },
  wording: {
    name: "a wording",
    means:
      "The sentence that readers agree to when they subscribe. Each change makes a new version; what somebody agreed to is kept as it was.",
  },
} satisfies Record<string, Term>;

export type TermName = keyof typeof terms;

/** @returns the question that a term answers, like `What is a slot?` */
export function termQuestion(term: TermName): string {
  return `What is ${terms[term].name}?`;
}
