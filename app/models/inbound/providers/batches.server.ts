import type { ProviderEvent } from "./provider.server.ts";
import { eventName } from "./signatures.server.ts";

/** The most events in one request; a megabyte has fewer of any service's. */
const mostEvents = 10_000;

/**
 * Takes a batch apart: a list of events, or one event by itself. Anything else is one event, as it came.
 * @param idOf the name of an event; null for one that has none, which is then known by its bytes
 */
export function eventsInList(parsed: unknown, body: Buffer, idOf: (event: unknown) => string | null): ProviderEvent[] {
  if (!Array.isArray(parsed)) return [{ id: idOf(parsed) ?? eventName(body), raw: body }];
  const whole = [{ id: eventName(body), raw: body }];
  if (parsed.length > mostEvents) return whole;
  try {
    return (parsed as unknown[]).map((event) => {
      const raw = Buffer.from(JSON.stringify(event));
      return { id: idOf(event) ?? eventName(raw), raw };
    });
  } catch {
    // Nested so deeply that it cannot be written again.
    return whole;
  }
}
