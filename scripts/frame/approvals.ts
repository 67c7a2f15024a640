import type { Context } from "#app/context.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import type { Approved } from "#app/models/sending/approvals.server.ts";
import { askReview } from "#app/models/sending/askReview.server.ts";
import { wordReviewFault } from "#app/models/sending/faultWords.server.ts";
import { accountAt } from "./asEditor.ts";
import { CommandFault } from "./faults.ts";
import type { Print } from "./task.ts";

/** Asks the account with an address for a review, and prints it. */
export async function askFor(
  context: Context,
  number: number,
  actor: string,
  address: string,
  print: Print,
): Promise<void> {
  const asked = await askReview(context, number, actor, (await accountAt(context, address)).id);
  if ("error" in asked) throw new CommandFault(wordReviewFault(asked));
  const { id, name } = asked.asked;
  print(`Issue ${number} is in review: ${name} gets a mail.`, {
    ...{ issue: number, status: "draft", state: "in-review", asked: { id, name } },
  });
}

/** Words why an issue was not approved. */
export function wordRefusal(number: number, refused: Exclude<Approved, { approved: true }>): string {
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
