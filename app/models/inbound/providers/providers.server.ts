import type { MailProvider } from "#app/models/mailProviders.ts";
import { brevo } from "./brevo.server.ts";
import { mailgun } from "./mailgun.server.ts";
import { mailjet } from "./mailjet.server.ts";
import { postmark } from "./postmark.server.ts";
import type { Provider, ProviderReport } from "./provider.server.ts";
import { reportOf } from "./provider.server.ts";
import { resend } from "./resend.server.ts";
import { sendgrid } from "./sendgrid.server.ts";
import { ses } from "./ses.server.ts";
import { sparkpost } from "./sparkpost.server.ts";
import { parsedJson } from "./values.ts";

/** Every mail service whose webhooks we hear. */
export const providers: Record<MailProvider, Provider> = {
  ses,
  mailgun,
  postmark,
  sendgrid,
  sparkpost,
  resend,
  mailjet,
  brevo,
};

/**
 * Reads an event that was kept.
 * @returns none for what is not kept; what cannot be read gives one report, `unknown`
 */
export function readProviderEvent(provider: MailProvider, raw: Buffer): ProviderReport[] {
  const event = parsedJson(raw.toString("utf8"));
  if (typeof event === "object" && event !== null && !Array.isArray(event)) return providers[provider].read(event);
  return [{ at: null, report: reportOf({ kind: "unknown", rule: `${provider}: unreadable`, confidence: "guess" }) }];
}
