import { Button, buttonClass, Panel } from "#app/components/desk/kit.tsx";
import type { Counts } from "#app/models/deliveries/deliveries.server.ts";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";
import { countText } from "./words.ts";

type CancelQuestionProps = {
  kind: EditionKind;
  /** Its page at the desk. */
  path: string;
  subject: string;
  counts: Counts;
};

/** Asks before a send is cancelled. */
export function CancelQuestion({ kind, path, subject, counts }: CancelQuestionProps) {
  const { queued, sending, total } = counts;
  return (
    <Panel>
      <div className="max-w-prose space-y-4">
        <p>
          <strong>{countText(queued, "reader")}</strong> of {total.toLocaleString("en")} will not get “
          <bdi>{subject}</bdi>”, now or later. This cannot be taken back: {kind === "issue" ? "an issue" : "a digest"}{" "}
          goes out once.
        </p>
        <p className="text-muted">
          {sending > 0 && `The ${countText(sending, "message")} in flight at this moment will be finished. `}
          Who has it keeps it; mail cannot be called back. To stop for a while only, pause it instead.
        </p>
        <div className="flex flex-wrap gap-3">
          <form method="post">
            <Button kind="danger">
              {queued > 0 ? `Cancel it for ${countText(queued, "reader")}` : `Close the ${kind}`}
            </Button>
          </form>
          <a href={path} className={buttonClass()}>
            Back, cancel nothing
          </a>
        </div>
      </div>
    </Panel>
  );
}
