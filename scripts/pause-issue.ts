import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { pauseSend, pauseSentence } from "#app/models/sending/pauses.server.ts";
import { command } from "./command.ts";
import { issueNumber } from "./frame/issues.ts";
import { operator } from "./frame/operator.ts";
import { describePause, notSending } from "./frame/pauses.ts";

await command({
  name: "pause-issue",
  about:
    "Stops the hand-over of an issue at once; what is in flight is finished. Who waits is kept, and resume-issue goes on.",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    reason: { value: "WORDS", help: "a sentence for whoever finds it paused" },
  },
  async run({ context, options, print }) {
    const issue = await issueNumber(context, options.issue);
    const send = sendOfIssue(issue);
    const paused = send && (await pauseSend(context, send, operator(), pauseSentence(options.reason ?? "")));
    const now = (await issueByNumber(context, issue.number))!;
    if (!paused) throw notSending(now);
    print(describePause(now), { issue: now.number, status: now.status, pause: now.pause });
  },
});
