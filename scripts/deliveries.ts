import { isOpen } from "#app/models/issues/issues.server.ts";
import { explainDelivery } from "#app/models/sending/explanation.server.ts";
import { command, UsageFault } from "./command.ts";
import { issueNumber, stateTable, toJson } from "./frame/issues.ts";

await command({
  name: "deliveries",
  about: "Says how many readers of an issue are in which state, or why one of them did or did not get it.",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    email: { value: "ADDRESS", help: "one reader" },
  },
  reads: true,
  async run({ context, options: { issue: number, email }, print }) {
    const issue = await issueNumber(context, number);
    if (email) {
      const reason = await explainDelivery(context, issue, email);
      if ("error" in reason) throw new UsageFault(`--email: ${reason.error}`);
      return print(reason.why, { issue: issue.number, ...reason });
    }
    const { words, json } = await stateTable(context, issue);
    print(isOpen(issue) ? `Issue ${issue.number} has not been sent.` : words, toJson(issue, json));
  },
});
