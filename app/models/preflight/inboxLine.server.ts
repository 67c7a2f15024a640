import type { Found, IssueCheck } from "./check.server.ts";
import { likeness, plainWords, shout } from "./wordForms.server.ts";

/** Letters of a subject that phones show, and those of a preheader that any inbox does. */
const subjectShown = 70;
const preheaderShown = 140;
const shortPreheader = 30;

/** Checks of the line that an inbox shows. */
export const inboxLineChecks = {
  "long-subject": about("The subject is not longer than 70 characters.", ({ issue: { subject } }) => {
    const length = [...subject].length;
    return length > subjectShown
      ? [onSubject(`The subject has ${length} characters; most inboxes cut it off, phones after about 40.`)]
      : [];
  }),
  "capital-subject": about("The subject is not in capitals.", ({ issue: { subject } }) =>
    shout(subject)
      ? [onSubject("The subject is in capitals, which reads as shouting and looks like spam to filters.")]
      : [],
  ),
  "same-subject": about("The subject is not that of one of the last issues.", ({ issue: { subject }, former }) => {
    const same = former.find((one) => likeness(one.subject, subject) >= 0.85);
    return subject && same
      ? [
          onSubject(
            `The subject is like that of issue ${same.number}, “${same.subject}”: readers take it for the same.`,
          ),
        ]
      : [];
  }),
  "spam-subject": about("The subject has no marks that spam is known by.", ({ issue: { subject } }) => {
    const marks = [...subject.matchAll(/[!?]{2,}|[$€£]{2,}|100\s?%\s|(\p{Extended_Pictographic}.*){3,}/gu)];
    return marks.length > 0
      ? [onSubject(`“${marks[0]![0].trim()}” in the subject looks like an advertisement, to readers and to filters.`)]
      : [];
  }),
  "no-preheader": about("The issue has a preheader.", ({ issue: { preheader } }) =>
    preheader.trim() === ""
      ? [onPreheader("There is no preheader: inboxes show the headlines of the articles beside the subject instead.")]
      : [],
  ),
  "short-preheader": about("The preheader fills the line.", ({ issue: { preheader } }) => {
    const length = [...preheader.trim()].length;
    return length > 0 && length < shortPreheader
      ? [onPreheader(`The preheader has only ${length} characters; an inbox has room for about 90.`)]
      : [];
  }),
  "long-preheader": about("The preheader is not longer than 140 characters.", ({ issue: { preheader } }) => {
    const length = [...preheader].length;
    return length > preheaderShown
      ? [onPreheader(`The preheader has ${length} characters; no inbox shows more than about 140.`)]
      : [];
  }),
  "preheader-repeats": about("The preheader says more than the subject.", ({ issue: { subject, preheader } }) => {
    const [above, below] = [plainWords(subject).join(" "), plainWords(preheader).join(" ")];
    if (above.length < 8 || below === "") return [];
    return below.includes(above) || likeness(subject, preheader) >= 0.85
      ? [onPreheader("The preheader repeats the subject: say there what else the issue has.")]
      : [];
  }),
  "sender-name": about("The From name is a name.", ({ briefing: { fromName } }) =>
    /@|no-?reply|^\s*(newsletter|info|admin|test)\s*$/i.test(fromName)
      ? [
          {
            at: { kind: "settings" },
            why: `The From name is “${fromName}”: readers look there for who writes, before the subject.`,
          },
        ]
      : [],
  ),
} satisfies Record<string, IssueCheck>;

function about(asks: string, find: IssueCheck["find"]): IssueCheck {
  return {
    place: "inboxLine",
    level: "advisory",
    asks,
    find: (facts) => find(facts).map((found) => ({ about: textOf(found, facts.issue), ...found })),
  };
}

function textOf({ at }: Found, { subject, preheader }: { subject: string; preheader: string }): string {
  return at.kind === "subject" ? subject : at.kind === "preheader" ? `${subject}\n${preheader}` : "";
}

function onSubject(why: string): Found {
  return { at: { kind: "subject" }, why };
}

function onPreheader(why: string): Found {
  return { at: { kind: "preheader" }, why };
}
