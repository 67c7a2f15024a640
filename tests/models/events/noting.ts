import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { eventKinds, type DomainEvent, type EventKind } from "#app/models/events.server.ts";
import type { Follower } from "#app/models/events/following.server.ts";

/** A follower whose effect can be counted: it notes each event in the audit log. @param then what it does after that */
export function noting(then: (event: DomainEvent) => void = () => {}): Follower {
  return {
    source: "events",
    kinds: Object.keys(eventKinds) as EventKind[],
    meanwhile: "nothing is noted",
    atOnce: true,
    async apply(context, events) {
      for (const event of events) {
        await logAction(context, "noting", event.kind, String(event.seq));
        then(event);
      }
    },
  };
}

/** The numbers of the events that were noted, in the order in which that was. */
export async function noted({ db }: Context): Promise<number[]> {
  const rows = await db
    .selectFrom("audit_events")
    .select("detail")
    .where("actor", "=", "noting")
    .orderBy("id")
    .execute();
  return rows.map(({ detail }) => Number(detail));
}
