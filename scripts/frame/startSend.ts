import type { Context } from "#app/context.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { sendReview, type SendReview } from "#app/models/sending/review.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { CommandFault, UsageFault } from "./faults.ts";
import { askYes, canAsk } from "./terminal.ts";

/** Checks an issue, shows what would be sent, and asks the operator unless `yes`. */
export async function askToSend(context: Context, number: number, yes: boolean): Promise<SendReview> {
  const question = await sendReview(context, number);
  if ("error" in question) throw new CommandFault(words[question.error]);
  if (question.faults.length > 0)
    throw new CommandFault(
      `Issue ${number} cannot be sent:\n${question.faults.map(({ message }) => `  - ${message}`).join("\n")}`,
    );
  for (const warning of question.warnings) console.error(`Warning of the rehearsal: ${warning}`);
  if (!yes) await ask(question);
  return question;
}

/** Starts the send of exactly the reviewed issue. @param actor who sends, for the audit log */
export async function startSend(context: Context, { number, fingerprint }: SendReview, actor: string): Promise<void> {
  const sent = await sendIssue(context, number, actor, fingerprint);
  if ("error" in sent)
    throw new CommandFault(sent.error === "faults" ? wordIssueFault(sent.faults[0]!) : words[sent.error]);
}

async function ask({ number, subject, tried, list, segment, audience, fromName, fromAddress }: SendReview) {
  if (!canAsk()) throw new UsageFault("Nobody is here to ask. Add --yes to send. Nothing was changed.");
  const readers = countOf(audience, "reader");
  const whom = segment ? ` in the segment “${segment.name}” (${segment.words})` : "";
  if (tried) console.error(`${tried.others.map((other) => `Also tried: “${other}”.`).join("\n")}\n${tried.words}`);
  const sure = await askYes(
    `Send issue ${number}, “${subject}”, to ${readers} of “${list}”${whom} from ${fromName} <${fromAddress}>?`,
  );
  if (!sure) throw new CommandFault("Not sent. Nothing was changed.");
}

const words = {
  "not-found": "There is no such issue any more.",
  "not-set-up": "The briefing is not set up yet. Run: npm run set-up -- --help",
  "already-sent": "The issue was sent by somebody else at this moment. Nothing was changed.",
  "changed-meanwhile": "The issue was changed by somebody at this moment, so it was not sent. Look at it again.",
};
