import { Button, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { WorkBar } from "#app/components/desk/subscribers/WorkBar.tsx";
import type { ImportRecord } from "#app/models/readers/import/imports.server.ts";

/** How far an import or its undoing is. */
export function ImportProgress({ record }: { record: ImportRecord }) {
  const { total, done, isStopped } = record;
  return (
    <Panel title="Under way">
      {isStopped && (
        <NoticeBox tone="warn">
          Nobody works on it at the moment. It goes on where it was as soon as the program that sends mail runs.
        </NoticeBox>
      )}
      <WorkBar id="importing" done={done} of={total} words="imported" waiting="It begins …" />
      <p className="mt-3 text-sm text-muted">
        You can close this page. While an issue goes out, the import is slow, so that the issue is not.
      </p>
      <form method="post" className="mt-4">
        <Button name="intent" value="cancel">
          Cancel the import
        </Button>
      </form>
    </Panel>
  );
}

/** Offers to go on with an import that somebody cancelled. */
export function GoOn({ left }: { left: number }) {
  return (
    <Panel title="It was cancelled">
      <p className="text-sm">
        What came before that stays, until it is undone. {left.toLocaleString("en")} rows were not looked at.
      </p>
      <form method="post" className="mt-4">
        <Button name="intent" value="resume">
          Go on with it
        </Button>
      </form>
    </Panel>
  );
}
