import type { Context } from "#app/context.server.ts";
import { questionOf, type Question } from "#app/models/questions.server.ts";
import { sendIssue } from "#app/models/sending.server.ts";
import { Fault, UsageFault } from "./faults.ts";
import { operator } from "./operator.ts";
import { askYes, canAsk } from "./terminal.ts";
import { countOf } from "#app/models/words.server.ts";

/** What would be sent, once it holds together and whoever runs this agrees. */
export async function askToSend(context: Context, number: number, yes: boolean): Promise<Question> {
  const question = await questionOf(context, number);
  if ("error" in question) throw new Fault(words[question.error]);
  if (question.faults.length > 0)
    throw new Fault(
      `Issue ${number} cannot be sent:\n${question.faults.map(({ message }) => `  - ${message}`).join("\n")}`,
    );
  for (const warning of question.warnings) console.error(`Warning of the rehearsal: ${warning}`);
  if (!yes) await ask(question);
  return question;
}

/** Starts the send of exactly what was asked about. */
export async function startSend(context: Context, { number, fingerprint }: Question): Promise<void> {
  const sent = await sendIssue(context, number, operator(), fingerprint);
  if ("error" in sent) throw new Fault(sent.error === "faults" ? sent.faults[0]!.message : words[sent.error]);
}

async function ask({ number, subject, list, audience, fromName, fromAddress }: Question) {
  if (!canAsk()) throw new UsageFault("Nobody is here to ask. Add --yes to send. Nothing was changed.");
  const readers = countOf(audience, "reader");
  const sure = await askYes(
    `Send issue ${number}, “${subject}”, to ${readers} of “${list}” from ${fromName} <${fromAddress}>?`,
  );
  if (!sure) throw new Fault("Not sent. Nothing was changed.");
}

const words = {
  "not-found": "There is no such issue any more.",
  "not-set-up": "The briefing is not set up yet. Run: npm run set-up -- --help",
  "already-sent": "The issue was sent by somebody else at this moment. Nothing was changed.",
  "changed-meanwhile": "The issue was changed by somebody at this moment, so it was not sent. Look at it again.",
};
