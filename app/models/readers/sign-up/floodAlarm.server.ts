import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { addNotice } from "#app/models/notices.server.ts";
import { signUpFigures, type SignUpFigures } from "./statistics.server.ts";

/** Sign-ups a minute, over all networks, that need no challenge. */
export const calmPerMinute = 30;
/** How long the challenge stays after a minute above that. */
const busyFor = 10 * minute;
/** Smaller samples raise no alarm. */
const enough = { asked: 30, mailed: 30 };

/** True while sign-ups need a proof of work: after a minute above the limit, or during an alarm. */
export async function isUnderPressure(context: Context): Promise<boolean> {
  const row = await context.db
    .selectFrom("sign_up_pressure")
    .select(["busy_until", "alarm_at"])
    .executeTakeFirstOrThrow();
  return row.alarm_at !== null || row.busy_until > context.clock();
}

/**
 * Compares the sign-ups of this minute with the limit, and starts the challenge above it.
 * @returns true when they are above the limit
 */
export async function noteMinute(context: Context, count: number): Promise<boolean> {
  if (count <= calmPerMinute) return false;
  // The first one above the limit writes for its whole minute.
  if (count === calmPerMinute + 1)
    await context.db
      .updateTable("sign_up_pressure")
      .set({ busy_until: context.clock() + busyFor })
      .execute();
  return true;
}

/** Checks for a flood of sign-ups (C-25): raises the alarm with a notice for the operators, or ends it. */
export async function watchSignUps(context: Context): Promise<void> {
  const { alarm_at } = await context.db.selectFrom("sign_up_pressure").select("alarm_at").executeTakeFirstOrThrow();
  const reason = alarmIn(await signUpFigures(context));
  if ((alarm_at !== null) === (reason !== null)) return;
  const changed = await context.db
    .updateTable("sign_up_pressure")
    .set({ alarm_at: reason ? context.clock() : null })
    .where("alarm_at", reason ? "is" : "is not", null)
    .returning("id")
    .executeTakeFirst();
  if (reason && changed) await addNotice(context, { kind: "sign-ups", text: reason, link: "/desk/settings/sign-up" });
}

/** @returns the reason of an alarm, worded for operators; null without an alarm */
export function alarmIn({ asked, usual, mailed, confirmed }: SignUpFigures): string | null {
  const until = "Until that is over, the forms ask browsers for a proof of work.";
  if (asked >= enough.asked && asked > 10 * usual)
    return `Many more sign-ups than usual: ${asked} in an hour, where ${usual} are usual. ${until}`;
  if (mailed >= enough.mailed && confirmed < mailed / 10)
    return `Of ${mailed} who were asked to confirm within a day, ${confirmed} did. Somebody may be signing up strangers. ${until}`;
  return null;
}
