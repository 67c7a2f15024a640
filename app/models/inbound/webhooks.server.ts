import type { Context } from "#app/context.server.ts";
import { isMailProvider, type MailProvider } from "#app/models/mailProviders.ts";
import type { WebhookRequest } from "./providers/provider.server.ts";
import { providers, readProviderEvent } from "./providers/providers.server.ts";
import { eventName } from "./providers/signatures.server.ts";
import { parsedJson } from "./providers/values.ts";
import { receiveInbound } from "./receiving.server.ts";

/** @returns the service that a path names; null for one that does not exist or is not set up */
export function webhookAt(context: Context, name: string): MailProvider | null {
  return isMailProvider(name) && context.config.inbound.webhooks[name] ? name : null;
}

/**
 * Takes a request of a mail service: what it tells is kept, each event once, and understood later (B-09).
 * @returns false when the request is not the service's own
 * @throws when it could not be kept, so that the service sends it again
 */
export async function receiveWebhook(
  context: Context,
  provider: MailProvider,
  request: WebhookRequest,
): Promise<boolean> {
  const { verify, greet, events } = providers[provider];
  const parsed = parsedJson(request.body.toString("utf8"));
  if (!(await verify(context, request, context.config.inbound.webhooks[provider]!, parsed))) return false;
  const greeted = (await greet?.(context, parsed)) ?? "none";
  if (greeted !== "none") return greeted === "answered";
  const kept = events(parsed, request).filter(({ raw }) => readProviderEvent(provider, raw).length > 0);
  await receiveInbound(
    context,
    kept.map(({ id, raw }) => ({
      ...{ door: "webhook" as const, provider, sentFrom: "", sentTo: [], raw },
      // Databases take no NUL, and no text without end.
      dedupeKey: `${provider}:${/^[!-~]{1,200}$/.test(id) ? id : eventName(id)}`,
    })),
  );
  return true;
}
