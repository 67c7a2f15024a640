import type { Context } from "#app/context.server.ts";
import { noReferences, type Report, type ReportReferences } from "../reports.ts";

/** A request as it came: the bytes of its body, and its header. */
export type WebhookRequest = { body: Buffer; headers: Headers };

/** One event of a request. `id`: what the provider knows it by, the same when it is sent again; `raw`: what is kept of it. */
export type ProviderEvent = { id: string; raw: Buffer };

/** `at`: milliseconds; null when the event does not say when it was. */
export type ProviderReport = { at: number | null; report: Report };

/** All that differs between mail services. */
export type Provider = {
  /**
   * Says whether a request is the service's own, by any of the secrets, in constant time.
   * @param parsed its body as JSON; undefined when it is none
   */
  verify(
    context: Context,
    request: WebhookRequest,
    secrets: [string, ...string[]],
    parsed: unknown,
  ): boolean | Promise<boolean>;
  /**
   * Answers what is no event, like the confirmation of a subscription.
   * @throws when that failed, so that the service asks again
   */
  greet?(context: Context, parsed: unknown): Promise<"answered" | "refused" | "none">;
  /** The single events of a body; a body that is one event by itself stays as it came. */
  events(parsed: unknown, request: WebhookRequest): ProviderEvent[];
  /**
   * Returns what one event tells: none for opens and clicks, which nobody asked to be told and which are not kept. An event
   * of an unknown kind gives one report, `unknown`.
   */
  read(event: unknown): ProviderReport[];
  /** The fields of our mail by which the service hands our reference back in its events. */
  fields(reference: string): [name: string, value: string][];
};

/** The name of our reference, in whatever a service lets us add to a mail. */
export const referenceName = "pressrun";

/** The field of our own, for services that hand the header of a mail back. */
export const referenceField = "X-Pressrun-Reference";

type Told = Pick<Report, "kind" | "rule"> &
  Partial<Omit<Report, "references">> & { references?: Partial<ReportReferences> };

/** Writes a report, with everything cut to the length that is kept. */
export function reportOf(told: Told): Report {
  return {
    category: null,
    confidence: "certain",
    newAddress: null,
    ...told,
    status: /^[245]\.\d{1,3}\.\d{1,3}$/.test(told.status ?? "") ? told.status! : null,
    diagnostic: told.diagnostic?.replace(/\s+/g, " ").trim().slice(0, 500) || null,
    evidence: (told.evidence ?? []).slice(0, 5).map((line) => line.replace(/\s+/g, " ").slice(0, 200)),
    references: { ...noReferences, ...told.references },
  };
}
