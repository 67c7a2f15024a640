import { sql } from "kysely";
import type { Value } from "#db/statements.server.ts";
import type { nextState } from "./retries.server.ts";
import type { Send } from "./sends.server.ts";

/** Readers of one edition that a process wants to claim. */
export type Wish = { send: Send; subscriberIds: number[] };

/** The next state of a delivery that the process claimed. */
export type Recorded = ReturnType<typeof nextState> & { editionId: number; subscriberId: number; processId: string };

/** A delivery that was queued, and its reader. */
export type WaitingRow = {
  subscriber_id: number;
  first_claimed_at: number | null;
  tried_from: number | null;
  attempts: number;
  email: string;
  name: string;
  domain: string;
  uncounted_at: number | null;
};

/** The values of a claim. `subjectId`: of the issue or digest. */
export type Claiming = { subjectId: number; editionId: number; processId: string; now: number };

/** The columns of a delivery that a process takes over. */
export function takenOver(value: Value<Pick<Claiming, "processId" | "now">>) {
  return {
    status: sql.lit("sending" as const),
    claimed_by: value("processId"),
    claimed_at: value("now"),
    first_claimed_at: sql<number>`coalesce(deliveries.first_claimed_at, ${value("now")})`,
    tried_from: sql<number>`case when deliveries.attempts > 0 and deliveries.tried_from > 0
      then deliveries.tried_from else ${value("now")} end`,
    attempts: sql<number>`deliveries.attempts + 1`,
  };
}

/** The columns of a delivery whose reader does not want it now. */
export function withdrawnBy(value: Value<Pick<Claiming, "processId" | "now">>) {
  return {
    status: sql.lit("withdrawn" as const),
    finished_at: value("now"),
    claimed_by: value("processId"),
    claimed_at: value("now"),
  };
}
