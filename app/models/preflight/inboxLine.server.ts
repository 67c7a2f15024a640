import { subjectsOf } from "#app/models/issues/subjectPlan.ts";
import type { Found, IssueCheck, PreflightFacts } from "./check.server.ts";
import { likeness, plainWords, shout } from "./wordForms.server.ts";

/** Letters of a subject that phones show, and those of a preheader that any inbox does. */
const subjectShown = 70;
const preheaderShown = 140;
const shortPreheader = 30;

/** Checks of the line that an inbox shows. */
export const inboxLineChecks = {
  "long-subject": ofEach("The subject is not longer than 70 characters.", (subject, name) => {
    const length = [...subject].length;
    return length > subjectShown
      ? `${name} has ${length} characters; most inboxes cut it off, phones after about 40.`
      : null;
  }),
  "capital-subject": ofEach("The subject is not in capitals.", (subject, name) =>
    shout(subject) ? `${name} is in capitals, which reads as shouting and looks like spam to filters.` : null,
  ),
  "same-subject": ofEach("The subject is not that of one of the last issues.", (subject, name, { former }) => {
    const same = former.find((one) => likeness(one.subject, subject) >= 0.85);
    return subject && same
      ? `${name} is like that of issue ${same.number}, “${same.subject}”: readers take it for the same.`
      : null;
  }),
  "spam-subject": ofEach("The subject has no marks that spam is known by.", (subject, name) => {
    const marks = [...subject.matchAll(/[!?]{2,}|[$€£]{2,}|100\s?%\s|(\p{Extended_Pictographic}.*){3,}/gu)];
    return marks.length > 0
      ? `“${marks[0]![0].trim()}” in ${name.toLowerCase()} looks like an advertisement, to readers and to filters.`
      : null;
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

/** Asks the same of each subject that is tried. @param why returns what is wrong with one, or null; `name`: like `Subject 2` */
function ofEach(
  asks: string,
  why: (subject: string, name: string, facts: PreflightFacts) => string | null,
): IssueCheck {
  return {
    ...{ place: "inboxLine", level: "advisory", asks },
    find: (facts) =>
      subjectsOf(facts.issue).flatMap((subject, i) => {
        const found = why(subject, i === 0 ? "The subject" : `Subject ${i + 1}`, facts);
        return found === null ? [] : [{ about: subject, at: { kind: "subject" } as const, why: found }];
      }),
  };
}

function textOf({ at }: Found, { subject, preheader }: { subject: string; preheader: string }): string {
  return at.kind === "preheader" ? `${subject}\n${preheader}` : "";
}

function onPreheader(why: string): Found {
  return { at: { kind: "preheader" }, why };
}
