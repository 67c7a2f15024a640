import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { senderState } from "#app/models/instance/senderProcesses.server.ts";
import { resumeSend } from "#app/models/sending/pauses.server.ts";
import { command, CommandFault } from "./command.ts";
import { issueNumber } from "./frame/issues.ts";
import { operator } from "./frame/operator.ts";

await command({
  name: "resume-issue",
  about: "Lets a paused issue go on where it stopped.",
  options: { issue: { value: "N", needed: true, help: "the issue's number" } },
  async run({ context, options, print }) {
    const issue = await issueNumber(context, options.issue);
    const send = sendOfIssue(issue);
    if (!send || !(await resumeSend(context, send, operator())))
      throw new CommandFault(`Issue ${issue.number} is not paused; it is ${issue.status}. Nothing was changed.`);
    const { running } = await senderState(context);
    const hint = running > 0 ? "" : " No sender runs now: npm run sender starts one.";
    print(`Issue ${issue.number} goes on.${hint}`, { issue: issue.number, status: "sending", senders: running });
  },
});
