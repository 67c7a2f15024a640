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
import { actingAs, asOption } from "./frame/asEditor.ts";

await command({
  name: "approve-issue",
  about: "Approves an issue: the next weekly slot of its list sends it, or the time that --at gives.",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    at: { value: "TIME", help: 'sends it then, once, like "2026-11-30 07:00" in the briefing\'s time zone' },
    as: asOption,
    undo: { help: "takes the approval back: it is a draft again" },
  },
  async run({ context: own, options: { issue, at, undo, as }, print }) {
    const { context, actor } = await actingAs(own, as);
    if (at && undo) throw new UsageFault("--at and --undo do not go together.");
    const asked = await issueNumber(context, issue);
    const { number } = asked;
    if (undo) {
      if (!(await withdrawApproval(context, number, actor)))
        throw new CommandFault(`Issue ${number} is not approved. Nothing was changed.`);
      return print(`Issue ${number} is a draft again.`, { issue: number, status: "draft", state: "draft" });
    }
    if (!isOpen(asked)) throw new CommandFault(wordRefusal(number, { error: "already-sent" }));
    const approved = at ? await schedule(at) : await approveIssue(context, number, actor);
    if ("error" in approved) throw new CommandFault(wordRefusal(number, approved));
    const now = (await issueByNumber(context, number))!;
    print(`Issue ${number} is approved. ${(await departureOf(context, now)).words}`, {
      ...{ issue: number, status: now.status, sendAt: now.sendAt },
      state: (await withStandings(context, [now]))[0]!.standing.state,
    });

    async function schedule(typed: string) {
      const moment = readMoment(typed, await timeZoneOf(context));
      if ("error" in moment) throw new UsageFault(`--at: ${wordMomentFault(moment)}`);
      return scheduleIssue(context, number, moment.at, actor);
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
