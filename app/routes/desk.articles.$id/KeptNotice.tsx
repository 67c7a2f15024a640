import { spell } from "#app/components/desk/Time.tsx";
import { Button, NoticeBox } from "#app/components/desk/kit.tsx";

/** Says that unsaved text was restored; rendered in the browser only, so in its time zone. */
export function KeptNotice({ at, onThrowAway }: { at: number; onThrowAway: () => void }) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <NoticeBox tone="warn">
      <p>
        Below is text that was not saved. This browser kept it when you last typed, on {spell(at, zone)}. Save it if you
        want it.
      </p>
      <p className="mt-3">
        <Button type="button" onClick={onThrowAway}>
          Throw it away and show what is saved
        </Button>
      </p>
    </NoticeBox>
  );
}
