import type { Briefing } from "#app/models/briefing.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { transactionalMessage } from "#emails/message/message.server.ts";
import type { MailBriefing, RenderedMail } from "#emails/render/mailParts.server.ts";

/** Of whom a mail is. */
export type MailSender = { briefing: Briefing; list: List };
/** The sender of a mail, in the form that renderers take. */
export type Frame = MailSender & { about: MailBriefing };

/** A mail to one person, written; where to. */
export type WrittenMail = {
  rendered: RenderedMail;
  to: { name: string; email: string };
  /** Of a mail whose link ends a real subscription (H-20). */
  oneClickUrl?: string;
  /** Values of its own, instead of those of all other mails. */
  own?: Partial<Pick<MessageInput, "from" | "replyTo" | "messageId" | "answers" | "headers" | "returnPath">>;
};
type MessageInput = Parameters<typeof transactionalMessage>[0];

/** The subject of a mail was taken back: nobody is to be told of it. */
export class TakenBack extends Error {}
