import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { cancelSend } from "#app/models/sending/pauses.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { issueNumber } from "./frame/issues.ts";
import { operator } from "./frame/operator.ts";
import { notSending } from "./frame/pauses.ts";
import { askYes, canAsk } from "./frame/terminal.ts";

await command({
  name: "cancel-issue",
  about:
    "Ends a send for good: who still waits will not get the issue. What is in flight is finished; what was sent cannot be\n" +
    "called back. To stop for a while, use pause-issue.",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    yes: { help: "cancels without asking" },
  },
  async run({ context, options, print }) {
    const issue = await issueNumber(context, options.issue);
    const send = sendOfIssue(issue);
    if (!send || (issue.status !== "sending" && issue.status !== "paused")) throw notSending(issue);
    const { queued, total } = await countDeliveries(context, issue.editionId);
    if (!options.yes)
      await ask(`${queued} of ${countOf(total, "reader")} will not get issue ${issue.number}. Cancel it for them?`);
    const cancelled = await cancelSend(context, send, operator());
    const now = (await issueByNumber(context, issue.number))!;
    if (cancelled === null) throw notSending(now);
    const words = `Issue ${now.number} is cancelled: ${cancelled} of ${countOf(total, "reader")} will not get it.`;
    print(words, { issue: now.number, status: now.status, cancelled });
  },
});

async function ask(question: string) {
  if (!canAsk()) throw new UsageFault("Nobody is here to ask. Add --yes to cancel. Nothing was changed.");
  if (!(await askYes(question))) throw new CommandFault("Not cancelled. Nothing was changed.");
}
