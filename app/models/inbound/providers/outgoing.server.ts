import type { Context } from "#app/context.server.ts";
import { referenceToken } from "#app/models/mailReferences.server.ts";
import type { Message } from "#emails/message/message.server.ts";
import { providers } from "./providers.server.ts";

/**
 * Adds the fields by which the mail service hands our reference back in its events, where MAIL_PROVIDER names one. The
 * service sets the envelope itself, so nothing else of the mail would tell the delivery (B-02).
 * @param at milliseconds, the Date of the message
 */
export function withReference(
  context: Context,
  message: Message,
  about: Parameters<typeof referenceToken>[2],
  subscriberId: number,
  at: number,
): Message {
  const { provider } = context.config.inbound;
  if (provider === null) return message;
  const reference = referenceToken(context, "bounce", about, subscriberId, at);
  const fields = providers[provider].fields(reference).map(([name, value]) => `\r\n${name}: ${value}`);
  const added = fields.join("");
  return { ...message, head: message.head + added, size: message.size + added.length };
}
