import { probeDkim } from "#emails/dkimProbe.server.ts";
import { issueMessage, prepareEdition } from "#emails/issueMessage.server.ts";
import { subjectFault } from "#emails/message.server.ts";
import { isSmtpUnavailable } from "#emails/smtp.server.ts";
import type { Context } from "../context.server.ts";
import { parseAddress } from "./addresses.server.ts";
import { messageId, rehearse, unfrozen } from "./sending.server.ts";

/**
 * Sends the issue as it stands to one address, now, and tells what the server said. Nothing is recorded for readers;
 * its unsubscribe link leads to the page that explains how to leave.
 * @returns the server's words; or `fault`, what is wrong with the address; or `error`, why it did not go
 */
export async function sendTest(
  context: Context,
  number: number,
  to: string,
): Promise<{ reply: string } | { fault: string } | { error: string }> {
  const address = parseAddress(to);
  if ("error" in address) return { fault: address.error };
  const rehearsed = await rehearse(context, number);
  if ("error" in rehearsed) return { error: "This issue is no longer there." };
  const { briefing, issue, markerKey } = rehearsed;
  const unsigned = await probeDkim(context.dkim, briefing.fromAddress);
  if (unsigned) return { error: unsigned };
  const subject = `[Test] ${issue.subject || `Issue ${issue.number}`}`;
  const unfit = subjectFault(subject);
  if (unfit) return { error: unfit };
  const edition = { ...unfrozen(rehearsed), subject };
  const message = issueMessage(await prepareEdition(edition, context.config.appUrl), {
    reader: { name: "", email: address.email },
    unsubscribeUrl: `${context.config.appUrl}/unsubscribe`,
    preferencesUrl: `${context.config.appUrl}/reader`,
    oneClickUrl: `${context.config.appUrl}/unsubscribe`,
    messageId: messageId(markerKey, 0, briefing.fromAddress),
    date: new Date(context.clock()),
  });
  try {
    const line = await context.smtp.open();
    const outcome = await line.handOver(message);
    line.close();
    return outcome.kind === "accepted"
      ? { reply: outcome.reply }
      : { error: `The mail server did not take it: ${outcome.reply}` };
  } catch (error) {
    if (isSmtpUnavailable(error)) return { error: error.message };
    throw error;
  }
}
