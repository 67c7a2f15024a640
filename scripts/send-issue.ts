import type { Context } from "#app/context.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { senderState } from "#app/models/instance/senderProcesses.server.ts";
import { isOpen, issueByNumber } from "#app/models/issues/issues.server.ts";
import { command, CommandFault } from "./command.ts";
import { actingAs, asOption } from "./frame/asEditor.ts";
import { handOverToSender, tryServer } from "./frame/handOver.ts";
import { issueNumber, stateTable, toJson } from "./frame/issues.ts";
import { describePause } from "./frame/pauses.ts";
import { askToSend, startSend } from "./frame/startSend.ts";

/** The exit code of a send that is closed, with readers of whom a person has to decide. */
const leftToDecide = 4;

await command({
  name: "send-issue",
  about:
    "Sends an issue to the readers of its list: what the desk's button does. A sender (npm start, npm run sender) hands\n" +
    "it over; with --wait this script does, until it is known of every reader. Run again on an issue that is sending, it resumes.\n" +
    "With --wait it ends with 4 when it is not known of every reader whether they got it (npm run settle).",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    wait: { help: "hands over here and now, and prints what became of it; Ctrl-C stops cleanly" },
    as: asOption,
    yes: { help: "sends without asking" },
  },
  async run({ context: own, options, print }) {
    const { context, actor } = await actingAs(own, options.as);
    const issue = await issueNumber(context, options.issue);
    if (issue.status === "sent")
      throw new CommandFault(`Issue ${issue.number} has been sent already. Nothing was changed.`);
    if (issue.status === "paused") throw new CommandFault(`${describePause(issue)}\nNothing was changed.`);
    const away = isOpen(issue) ? null : await databaseFault(context);
    if (away) throw new CommandFault(`Issue ${issue.number} was on its way, and does not go on. ${away}`);
    const question = isOpen(issue) ? await askToSend(context, issue.number, options.yes) : null;
    if (options.wait) await tryServer(context);
    if (question) await startSend(context, question, actor);
    const started = (await issueByNumber(context, issue.number))!;
    const finished = options.wait ? await handOverToSender(context, started) : true;
    const { words, json } = await stateTable(context, started, started);
    print(options.wait ? words : `${await wordOnItsWay(context, issue.number)}\n${words}`, toJson(started, json));
    if (!finished) return 1;
    if (!options.wait || json.states.uncertain === 0) return 0;
    if (!options.json) console.error(wordUncertain(json.states.uncertain, issue.number));
    return leftToDecide;
  },
});

function wordUncertain(uncertain: number, number: number): string {
  const [whom, their] = uncertain === 1 ? ["1 reader", "Its"] : [`${uncertain} readers`, "Their"];
  return `Nobody knows whether ${whom} got it. ${their} mail went out and no answer was recorded. What to do: npm run settle -- --issue ${number}`;
}

async function wordOnItsWay(context: Context, number: number): Promise<string> {
  const { running, trouble } = await senderState(context);
  if (running > 0 && !trouble) return `Issue ${number} is on its way.`;
  if (running > 0)
    return `Issue ${number} begins, but nothing leaves yet. ${trouble} The sender tries again by itself.`;
  return `Issue ${number} is ready to go, but no sender runs now. Start one (npm run sender), or run this again with --wait.`;
}
