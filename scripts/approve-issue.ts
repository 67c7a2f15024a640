import { timeZoneOf } from "#app/models/briefing.server.ts";
import { readMoment } from "#app/models/dates.server.ts";
import { wordMomentFault } from "#app/models/faultWords.server.ts";
import { isOpen, issueByNumber } from "#app/models/issues/issues.server.ts";
import { approveIssue, scheduleIssue, withdrawApproval } from "#app/models/sending/approvals.server.ts";
import { departureOf } from "#app/models/sending/schedule/overview.server.ts";
import { withStandings } from "#app/models/sending/standing.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { issueNumber } from "./frame/issues.ts";
import { askFor, wordRefusal } from "./frame/approvals.ts";
import { actingAs, asOption } from "./frame/asEditor.ts";

await command({
  name: "approve-issue",
  about:
    "Approves an issue: the next weekly slot of its list sends it, or the time that --at gives. With --ask it asks somebody to look at it and to approve it.",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    at: { value: "TIME", help: 'sends it then, once, like "2026-11-30 07:00" in the briefing\'s time zone' },
    as: asOption,
    ask: {
      value: "ADDRESS",
      help: "approves nothing: asks the operator's account with this address for a review, by mail",
    },
    undo: { help: "takes the approval back: it is a draft again" },
  },
  async run({ context: own, options: { issue, at, ask, undo, as }, print }) {
    const { context, actor } = await actingAs(own, as);
    if ([at, ask, undo].filter(Boolean).length > 1) throw new UsageFault("--at, --ask and --undo do not go together.");
    const asked = await issueNumber(context, issue);
    const { number } = asked;
    if (ask) return askFor(context, number, actor, ask, print);
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
