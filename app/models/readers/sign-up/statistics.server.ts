import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { hour, day } from "#app/models/durations.ts";

/** The period over which the usual number of sign-ups is computed. */
const memory = 7 * day;

/** Counts one step of a sign-up in the current hour (C-25). */
export async function countSignUp(context: Context, step: "asked" | "mailed" | "confirmed"): Promise<void> {
  const hour_at = Math.floor(context.clock() / hour) * hour;
  await context.db
    .insertInto("sign_up_hours")
    .values({ hour_at, [step]: 1 })
    .onConflict((conflict) =>
      conflict.column("hour_at").doUpdateSet({ [step]: sql`${sql.ref(`sign_up_hours.${step}`)} + 1` }),
    )
    .execute();
}

export type SignUpFigures = {
  /** Sign-ups in this hour or the one before, whichever had more. */
  asked: number;
  /** The median of an hour in the seven days before. */
  usual: number;
  /** Confirmation mails of a day, without the last hour, whose mails are too new to be answered. */
  mailed: number;
  confirmed: number;
};

/** Returns the figures that distinguish a flood from a good day. */
export async function signUpFigures(context: Context): Promise<SignUpFigures> {
  const now = context.clock();
  const rows = await context.db
    .selectFrom("sign_up_hours")
    .selectAll()
    .where("hour_at", ">", now - memory - 2 * hour)
    .execute();
  const since = (ms: number) => rows.filter((row) => row.hour_at > now - ms);
  const past = rows.filter((row) => row.hour_at <= now - 2 * hour).map((row) => row.asked);
  return {
    asked: Math.max(0, ...since(2 * hour).map((row) => row.asked)),
    usual: median(past, memory / hour),
    mailed: sum(
      since(day + hour)
        .filter((row) => row.hour_at <= now - hour)
        .map((row) => row.mailed),
    ),
    confirmed: sum(since(day + hour).map((row) => row.confirmed)),
  };
}

/** @param count of the values; missing values are 0 */
function median(values: number[], count: number): number {
  const sorted = [...Array.from({ length: Math.max(0, count - values.length) }, () => 0), ...values].sort(
    (a, b) => a - b,
  );
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export async function forgetOldHours(context: Context): Promise<void> {
  await context.db
    .deleteFrom("sign_up_hours")
    .where("hour_at", "<", context.clock() - memory - day)
    .execute();
}
