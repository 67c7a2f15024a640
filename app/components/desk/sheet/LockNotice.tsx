import { spell } from "#app/components/desk/Time.tsx";
import { Button, NoticeBox } from "#app/components/desk/kit.tsx";
import type { LockState } from "./lock.ts";

type LockNoticeProps = {
  lock: LockState;
  /** Like `article`. */
  what: string;
  timeZone: string;
  onTake: () => void;
};

/** Names the person who writes here instead; its button takes over. */
export function LockNotice({ lock, what, timeZone, onTake }: LockNoticeProps) {
  return (
    <NoticeBox tone="warn">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-60">{wordsOf(lock, what, timeZone)}</p>
        {lock.standing === "reading" && (
          <Button type="button" kind="primary" onClick={onTake}>
            {actOf(lock)}
          </Button>
        )}
      </div>
    </NoticeBox>
  );
}

function actOf({ holder, wasMine }: LockState): string {
  if (!holder) return "Write";
  if (holder.isYou) return "Write here";
  return wasMine ? "Take it back" : "Take over";
}

/** The date is said where it is not today's. */
function moment(time: number, timeZone: string): { at: string; since: string } {
  const whole = spell(time, timeZone);
  const isToday = spell(Date.now(), timeZone, true) === spell(time, timeZone, true);
  return isToday ? { at: `at ${whole.slice(-5)}`, since: whole.slice(-5) } : { at: `on ${whole}`, since: whole };
}

function wordsOf({ standing, holder, wasMine }: LockState, what: string, timeZone: string): string {
  if (!holder) return `Nobody is writing in this ${what} now.`;
  const { name, isYou } = holder;
  if (standing === "taking")
    return isYou ? "Waiting for your last words there to be saved…" : `Waiting for ${name}’s last words to be saved…`;
  if (standing === "handing")
    return isYou
      ? "You go on in another tab; your last words are being saved…"
      : `${name} is taking over; your last words are being saved…`;
  const { at, since } = moment(holder.since, timeZone);
  if (isYou)
    return wasMine
      ? `You went on in another tab ${at}. Here you read along.`
      : `This ${what} is open in another tab of yours since ${since}. Here you read along.`;
  if (wasMine) return `${name} took over ${at}. You read along, and lost nothing.`;
  return !holder.hasSaved
    ? `${name} has had this ${what} open since ${since}. You read along as it is saved.`
    : `${name} has been writing in this ${what} since ${since}. You read along as it is saved.`;
}
