import type { Context } from "#app/context.server.ts";
import { day, hour } from "#app/models/durations.ts";
import { isMailProvider, type MailProvider } from "#app/models/mailProviders.ts";
import { attemptsSoFar, countAttempt, waitFor } from "#app/models/rateLimits.server.ts";
import type { WebhookRequest } from "./providers/provider.server.ts";
import { providers, readProviderEvent } from "./providers/providers.server.ts";
import { eventName } from "./providers/signatures.server.ts";
import { parsedJson } from "./providers/values.ts";
import { receiveInbound } from "./receiving.server.ts";

/** @returns the service that a path names; null for one that does not exist or is not set up */
export function webhookAt(context: Context, name: string): MailProvider | null {
  return isMailProvider(name) && context.config.inbound.webhooks[name] ? name : null;
}

/** Requests without a proof that a network may bring within an hour (S-08), and how long one is known that brought a good one. */
const mostFailures = 30;
const provenFor = 30 * day;

/** `not-theirs`: it proves nothing. `wait`: in milliseconds; the network has brought too many of those, and is not heard now. */
type WebhookAnswer = "kept" | "not-theirs" | { wait: number };

/**
 * Takes a request of a mail service: what it tells is kept, each event once, and understood later (B-09). A network that brings
 * false ones waits, but not one from which the service itself has spoken: it may share a proxy or a cloud with those who guess.
 * @throws when it could not be kept, so that the service sends it again
 */
export async function receiveWebhook(
  context: Context,
  provider: MailProvider,
  request: WebhookRequest,
  network: string,
): Promise<WebhookAnswer> {
  const from = `${provider} ${network}`;
  const wait = await waitOf(context, from);
  if (wait > 0) return { wait };
  const { verify, greet, events } = providers[provider];
  const parsed = parsedJson(request.body.toString("utf8"));
  if (!(await verify(context, request, context.config.inbound.webhooks[provider]!, parsed))) {
    await countAttempt(context, "webhook-failed", from, hour);
    return "not-theirs";
  }
  await noteProven(context, from);
  const greeted = (await greet?.(context, parsed)) ?? "none";
  if (greeted !== "none") return greeted === "answered" ? "kept" : "not-theirs";
  const kept = events(parsed, request).filter(({ raw }) => readProviderEvent(provider, raw).length > 0);
  await receiveInbound(
    context,
    kept.map(({ id, raw }) => ({
      ...{ door: "webhook" as const, provider, sentFrom: "", sentTo: [], raw },
      // Databases take no NUL, and no text without end.
      dedupeKey: `${provider}:${/^[!-~]{1,200}$/.test(id) ? id : eventName(id)}`,
    })),
  );
  return "kept";
}

/** @returns milliseconds for which a network is not heard; 0 for one that is */
async function waitOf(context: Context, from: string): Promise<number> {
  const { "webhook-failed": failed = 0 } = await attemptsSoFar(context, { "webhook-failed": from }, hour);
  if (failed < mostFailures) return 0;
  const { "webhook-proven": proven = 0 } = await attemptsSoFar(context, { "webhook-proven": from }, provenFor);
  return proven > 0 ? 0 : waitFor(context, "webhook-failed", from, hour);
}

/** When each network was written down that brought a good request, in milliseconds, of one process. */
const proven = new WeakMap<Context["underWay"], Map<string, number>>();
const mostProven = 1_000;

/** Writes a network down once a day: a burst of events costs no more. */
async function noteProven(context: Context, from: string): Promise<void> {
  const known = proven.get(context.underWay) ?? new Map<string, number>();
  proven.set(context.underWay, known);
  const now = context.clock();
  if (now < (known.get(from) ?? -Infinity) + day) return;
  if (known.size >= mostProven) known.clear();
  known.set(from, now);
  await countAttempt(context, "webhook-proven", from, day);
}
