import type { ComponentProps } from "react";
import { StatePanel } from "./StatePanel.tsx";

/** The people of an issue, below its form. */
export function IssuePeople(props: ComponentProps<typeof StatePanel>) {
  return (
    <section
      id="people"
      aria-label="People"
      className="mt-6 grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start"
    >
      <div className="min-w-0 space-y-6 lg:col-start-2">
        <StatePanel {...props} />
      </div>
    </section>
  );
}
