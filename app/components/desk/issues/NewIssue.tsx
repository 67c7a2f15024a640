import { useState } from "react";
import { Button } from "#app/components/desk/kit.tsx";

type NewIssueProps = {
  kind?: "primary" | "quiet";
  /** The beginning of the issue: `last`, `empty`, or the id of a template. */
  from?: "last" | "empty" | number;
  label?: string;
};

/** Creates the next issue and opens it; a double click creates one only. */
export function NewIssue({ kind = "primary", from = "empty", label = "New issue" }: NewIssueProps) {
  const [busy, setBusy] = useState(false);
  return (
    <form method="post" action="/desk/issues?index" onSubmit={() => setBusy(true)}>
      <input type="hidden" name="from" value={from} />
      <Button kind={kind} disabled={busy}>
        <bdi>{label}</bdi>
      </Button>
    </form>
  );
}
