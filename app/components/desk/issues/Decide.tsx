import type { ReactNode } from "react";
import { Button } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";

type DecideProps = {
  number: number;
  intent: "approve" | "withdraw";
  /** The fingerprint of what is shown, for an approval. */
  seen?: string;
  disabled?: boolean;
  className?: string;
  children: ReactNode;
};

/** A button that approves an issue, or ends the approval. */
export function Decide({ number, intent, seen = "", disabled = false, className, children }: DecideProps) {
  return (
    <form method="post" action={deskIssuePath(number, "send")}>
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="seen" value={seen} />
      <Button
        disabled={disabled}
        data-command={intent === "approve" ? "Approve the issue" : "Take the approval back"}
        className={className}
      >
        {children}
      </Button>
    </form>
  );
}
