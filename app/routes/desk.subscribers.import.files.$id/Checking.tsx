import { Button, Panel } from "#app/components/desk/kit.tsx";
import { WorkBar } from "#app/components/desk/subscribers/WorkBar.tsx";

/** How far a check is. */
export function Checking({ rows, done }: { rows: number; done: number }) {
  return (
    <Panel title="What each row would become">
      <WorkBar id="checking" done={done} of={rows} words="looked at" waiting="The file is being read …" />
      <form method="post" className="mt-4">
        <Button name="intent" value="stop">
          Stop
        </Button>
      </form>
    </Panel>
  );
}
