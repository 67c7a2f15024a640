import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { rehearseReaders } from "#app/models/sending/rehearsal/run.server.ts";
import { rehearsalFault, rehearsalWarnings } from "#app/models/sending/rehearsal/text.server.ts";
import { command, CommandFault } from "./command.ts";
import { issueNumber } from "./frame/issues.ts";
import { refusals, rehearsalReport } from "./frame/rehearsalReport.ts";
import { bar, progressLine } from "./frame/terminal.ts";

await command({
  name: "rehearse",
  about:
    "Tests a send: writes every reader's message of an issue and sends none. Says what is wrong with which, how large they are,\n" +
    "who gets it compared with the last issue, and how long the send takes. Ends with 1 when it could not be sent.",
  options: { issue: { value: "N", needed: true, help: "the issue's number" } },
  async run({ context, options, print }) {
    const { number } = await issueNumber(context, options.issue);
    const line = progressLine();
    const rehearsed = await rehearseReaders(context, number, (done, audience) =>
      line.show(`  ${bar(done, audience)}   ${done} of ${audience} written`),
    ).finally(() => line.end());
    if ("error" in rehearsed) throw new CommandFault(refusals(number, rehearsed));
    const { found } = rehearsed;
    if (!found) throw new CommandFault(`Somebody began another rehearsal of issue ${number}; this one was given up.`);
    const fault = rehearsalFault(found);
    const blocked = fault && wordIssueFault(fault);
    print(rehearsalReport(found), { issue: number, blocked, warnings: rehearsalWarnings(found), ...found });
    return blocked ? 1 : 0;
  },
});
