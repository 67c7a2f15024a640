import { timeZoneOf } from "#app/models/briefing.server.ts";
import { readMoment } from "#app/models/dates.server.ts";
import { wordMomentFault } from "#app/models/faultWords.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { isOpen, issueByNumber } from "#app/models/issues/issues.server.ts";
import { approveIssue, scheduleIssue, withdrawApproval, type Approved } from "#app/models/sending/approvals.server.ts";
import { departureOf } from "#app/models/sending/schedule/overview.server.ts";
import { withStandings } from "#app/models/sending/standing.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { issueNumber } from "./frame/issues.ts";
import { operator } from "./frame/operator.ts";

await command({
  name: "approve-issue",
  about: "Approves an issue: the next weekly slot of its list sends it, or the time that --at gives.",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    at: { value: "TIME", help: 'sends it then, once, like "2026-11-30 07:00" in the briefing\'s time zone' },
    undo: { help: "takes the approval back: it is a draft again" },
  },
  async run({ context, options: { issue, at, undo }, print }) {
    if (at && undo) throw new UsageFault("--at and --undo do not go together.");
    const asked = await issueNumber(context, issue);
    const { number } = asked;
    if (undo) {
      const withdrawn = await withdrawApproval(context, number, operator());
      if (!withdrawn) throw new CommandFault(`Issue ${number} is not approved. Nothing was changed.`);
      return print(`Issue ${number} is a draft again.`, { issue: number, status: "draft", state: "draft" });
    }
    // Before the issue is rendered, which takes seconds.
    if (!isOpen(asked)) throw new CommandFault(wordRefusal(number, { error: "already-sent" }));
    const approved = at ? await schedule(at) : await approveIssue(context, number, operator());
    if ("error" in approved) throw new CommandFault(wordRefusal(number, approved));
    const now = (await issueByNumber(context, number))!;
    const { words } = await departureOf(context, now);
    print(`Issue ${number} is approved. ${words}`, {
      ...{ issue: number, status: now.status, sendAt: now.sendAt },
      state: (await withStandings(context, [now]))[0]!.standing.state,
    });

    async function schedule(typed: string) {
      const moment = readMoment(typed, await timeZoneOf(context));
      if ("error" in moment) throw new UsageFault(`--at: ${wordMomentFault(moment)}`);
      return scheduleIssue(context, number, moment.at, operator());
    }
  },
});

function wordRefusal(number: number, refused: Exclude<Approved, { approved: true }>): string {
  if (refused.error === "faults")
    return `Issue ${number} cannot be approved:\n${refused.faults.map((fault) => `  - ${wordIssueFault(fault)}`).join("\n")}`;
  return {
    past: "--at: That time has passed.",
    "too-far": "--at: That is more than a year ahead.",
    "not-found": `There is no issue ${number}.`,
    "not-set-up": "The briefing is not set up yet. Run: npm run set-up -- --help",
    "already-sent": `Issue ${number} is on its way, or was sent. Nothing was changed.`,
    "changed-meanwhile": "The issue was changed by somebody at this moment. Look at it again.",
  }[refused.error];
}
