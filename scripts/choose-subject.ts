import { utc } from "#app/models/dates.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { chooseSubject } from "#app/models/sending/subjectTests/decision.server.ts";
import { testOfIssue, type SubjectTest } from "#app/models/sending/subjectTests/store.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { issueNumber, stateTable, toJson } from "./frame/issues.ts";
import { operator } from "./frame/operator.ts";

const faults = {
  "no-test": () => "The issue is gone. Nothing was changed.",
  "no-such-subject": ({ subjects }: SubjectTest) =>
    `There are ${subjects.length} subjects, 1 to ${subjects.length}. Nothing was changed.`,
  decided: ({ winner, decidedAt, decidedBy }: SubjectTest) =>
    winner === null
      ? "The send was cancelled before a subject was chosen. Nothing was changed."
      : `Subject ${winner} was chosen already, by ${decidedBy} on ${utc(decidedAt!)}. Nothing was changed.`,
};

await command({
  name: "choose-subject",
  about:
    "Shows how the subjects of an issue do that are tried on a share of its readers. --subject chooses the one that the rest\n" +
    "gets, --now goes by the figures until now; both once, and also while the issue is paused. Nobody gets the issue twice.",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    subject: { value: "N", help: "the number of the subject for the rest, from 1" },
    now: { help: "stops the test and takes the best subject, or the first where the figures tell none" },
  },
  reads: ({ subject, now }) => subject === undefined && !now,
  async run({ context, options, print }) {
    const { subject, now } = options;
    if (subject !== undefined && now) throw new UsageFault("--subject and --now do not go together.");
    if (subject !== undefined && !/^[1-9]$/.test(subject))
      throw new UsageFault(`--subject is the number of a subject, from 1, not “${subject}”.`);
    const issue = await issueNumber(context, options.issue);
    const test = await testOfIssue(context, issue.id);
    if (!test) throw new CommandFault(`No subjects of issue ${issue.number} are tried. Nothing was changed.`);
    if (subject !== undefined || now) {
      const chosen = await chooseSubject(context, issue.id, now ? null : Number(subject), operator());
      if ("error" in chosen) throw new CommandFault(faults[chosen.error]((await testOfIssue(context, issue.id))!));
    }
    const after = (await issueByNumber(context, issue.number))!;
    const { words, json } = await stateTable(context, after, after);
    print(words, toJson(after, json));
  },
});
