import { useState } from "react";
import { Button } from "#app/components/desk/kit.tsx";

/** Creates the next issue and opens it; a double click creates one only. */
export function NewIssue({ kind = "primary" }: { kind?: "primary" | "quiet" }) {
  const [busy, setBusy] = useState(false);
  return (
    <form method="post" action="/desk/issues?index" onSubmit={() => setBusy(true)}>
      <Button kind={kind} disabled={busy}>
        New issue
      </Button>
    </form>
  );
}
