import { countText } from "#app/components/desk/issues/words.ts";
import { Button, buttonClass, Panel } from "#app/components/desk/kit.tsx";
import type { Counts } from "#app/models/deliveries/deliveries.server.ts";

type CancelQuestionProps = { number: number; subject: string; counts: Counts };

/** Asks once before a send is ended for good. */
export function CancelQuestion({ number, subject, counts }: CancelQuestionProps) {
  const { queued, sending, total } = counts;
  return (
    <Panel>
      <div className="max-w-prose space-y-4">
        <p>
          <strong>{countText(queued, "reader")}</strong> of {total.toLocaleString("en")} will not get “
          <bdi>{subject}</bdi>”, now or later. This cannot be taken back: an issue goes out once.
        </p>
        <p className="text-muted">
          {sending > 0 && `The ${countText(sending, "message")} in flight at this moment will be finished. `}
          Who has it keeps it; mail cannot be called back. To stop for a while only, pause it instead.
        </p>
        <div className="flex flex-wrap gap-3">
          <form method="post">
            <Button kind="danger">
              {queued > 0 ? `Cancel it for ${countText(queued, "reader")}` : "Close the issue"}
            </Button>
          </form>
          <a href={`/desk/issues/${number}`} className={buttonClass()}>
            Back, cancel nothing
          </a>
        </div>
      </div>
    </Panel>
  );
}
