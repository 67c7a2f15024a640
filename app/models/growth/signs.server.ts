import type { Context } from "#app/context.server.ts";
import type { ConsentKind } from "#app/models/consent/steps.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import { noteSigns } from "#app/models/readerSigns.server.ts";

/** Steps of the chain that show that somebody is there, where they took them by themselves. Joining is known of its list. */
export const signsOfLife = [
  ...(["undone", "paused", "resumed", "frequency-changed", "topics-changed", "name-changed"] as const),
  ...(["address-changed", "stayed"] as const),
  ...(["counting-refused", "counting-allowed"] as const),
] satisfies ConsentKind[];

/** Keeps the signs that the chain of consent tells of; what operators and imports did is none. */
export async function followSigns(
  context: Context,
  events: DomainEvent<(typeof signsOfLife)[number]>[],
): Promise<void> {
  const own = await context.db
    .selectFrom("consent_events")
    .innerJoin("consent_ways", "consent_ways.id", "consent_events.way_id")
    .select("seq")
    .where(
      "seq",
      "in",
      events.map(({ seq }) => seq),
    )
    .where((eb) =>
      eb.and(["operator %", "import %", "let go %"].map((others) => eb.not(eb("consent_ways.source", "like", others)))),
    )
    .execute();
  const seqs = new Set(own.map(({ seq }) => Number(seq)));
  const signs = events.filter(({ seq }) => seqs.has(Number(seq)));
  await noteSigns(
    context,
    signs.map(({ subject, at, kind }) => ({
      ...{ subscriberId: subject, at },
      sign: kind === "stayed" ? ("stayed" as const) : ("choice" as const),
    })),
  );
}
