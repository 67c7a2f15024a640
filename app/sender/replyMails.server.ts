import type { Context } from "#app/context.server.ts";
import { answerToWrite } from "#app/models/conversations/answering.server.ts";
import { copyHeader } from "#app/models/conversations/copyHeader.server.ts";
import { copyToWrite } from "#app/models/conversations/copies.server.ts";
import { deskReplyPath } from "#app/models/deskPaths.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import type { ClaimedTransactional } from "#app/models/deliveries/transactional.server.ts";
import { renderAnswer, renderCopy } from "#emails/render/answers.server.ts";
import { TakenBack, type Frame, type WrittenMail } from "./writtenMail.server.ts";

/** Writes an editor’s answer to a reader: from the briefing's own address, and back to the conversation. */
export async function writeAnswer(
  context: Context,
  mail: ClaimedTransactional<"reply-answer">,
  { briefing, about }: Frame,
): Promise<WrittenMail> {
  const answer = await answerToWrite(context, mail.detail.message);
  if (!answer) throw new TakenBack("the conversation is gone");
  const { subject, text, last, messageId, inReplyTo, references } = answer;
  return {
    rendered: renderAnswer({ briefing: about, subject, text, last, timeZone: briefing.timeZone }),
    to: { name: mail.name, email: mail.email },
    own: {
      from: { name: briefing.fromName, email: briefing.fromAddress },
      // The reader's next answer comes back to the conversation, where answers come to the desk.
      replyTo:
        referenceAddress(context, "reply", { letterId: mail.id }, mail.subscriberId, mail.firstClaimedAt) ??
        briefing.replyTo,
      messageId,
      answers: { inReplyTo, references },
    },
  };
}

/** Writes a copy of a reader's message for the newsroom's mailbox, which answers the reader directly. */
export async function writeCopy(
  context: Context,
  mail: ClaimedTransactional<"reply-copy">,
  { briefing }: Frame,
): Promise<WrittenMail> {
  const copy = await copyToWrite(context, mail.detail.message);
  if (!copy) throw new TakenBack("the message or the mailbox is gone");
  const { bounceAddress, mailFrom } = context.config;
  const { copyTo, from_email, from_name, subject, text, files, is_reader } = copy;
  return {
    rendered: renderCopy({
      ...{ briefing: briefing.name, from: from_name || from_email, subject, text, files, isReader: is_reader === 1 },
      url: context.config.appUrl + deskReplyPath(copy.conversation_id),
    }),
    to: { name: "", email: copyTo },
    own: {
      from: { name: briefing.fromName, email: briefing.fromAddress },
      replyTo: from_email || null,
      headers: { [copyHeader]: "1" },
      // A newsroom's mailbox that refuses it says nothing about the reader.
      returnPath: bounceAddress ? `${bounceAddress.local}@${bounceAddress.domain}` : mailFrom,
    },
  };
}
