import { useState } from "react";
import { spell } from "#app/components/desk/Time.tsx";
import { Button, NoticeBox } from "#app/components/desk/kit.tsx";

/** Says that words of an earlier page are back; rendered in the browser only, so in its time zone. */
export function KeptNotice({ at, onThrowAway }: { at: number; onThrowAway: () => void }) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [now] = useState(() => Date.now());
  const isToday = spell(at, zone, true) === spell(now, zone, true);
  const moment = isToday ? spell(at, zone).slice(-5) : spell(at, zone);
  return (
    <NoticeBox tone="warn">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>These words from {moment} were not saved at the time; they are back.</p>
        <Button type="button" onClick={onThrowAway}>
          Throw them away and show what was saved
        </Button>
      </div>
    </NoticeBox>
  );
}
