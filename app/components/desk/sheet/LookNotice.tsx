import { Time } from "#app/components/desk/Time.tsx";
import { NoticeBox } from "#app/components/desk/kit.tsx";

type LookNoticeProps = {
  /** Like `article`. */
  what: string;
  /** The name of the last person who saved it; null when nobody is known. */
  by: string | null;
  at: number;
  timeZone: string;
};

/** Says of a page that shows what is saved that nothing can be changed there. */
export function LookNotice({ what, by, at, timeZone }: LookNoticeProps) {
  return (
    <NoticeBox tone="warn">
      Only to read: this {what} as {by ?? "somebody"} saved it on <Time at={at} timeZone={timeZone} />. Nothing can be
      changed here; decide in the tab that you came from.
    </NoticeBox>
  );
}
