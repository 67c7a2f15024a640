import { useState } from "react";
import { Button } from "./kit.tsx";
import { showPasskey, useCanUsePasskeys } from "./passkeys.ts";
import { useFault } from "./useFault.ts";

type PasskeyButtonProps = {
  label: string;
  /** The id of the editor whose passkey it must be. */
  as?: number;
  onSignedIn: () => void;
  className?: string;
};

/** Signs in by passkey. It is there only in a browser that has them; a form without it stands beside. */
export function PasskeyButton({ label, as, onSignedIn, className = "" }: PasskeyButtonProps) {
  const can = useCanUsePasskeys();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<{ said: string } | null>(null);
  useFault(fault);
  if (!can) return null;
  const signIn = async () => {
    setBusy(true);
    setFault(null);
    const outcome = await showPasskey(as === undefined ? {} : { as });
    setBusy(false);
    if ("done" in outcome) onSignedIn();
    else if (!outcome.quiet) setFault(outcome);
  };
  return (
    <div className={className}>
      <Button type="button" className="w-full" disabled={busy} onClick={() => void signIn()}>
        {label}
      </Button>
      {fault && (
        <p role="alert" data-fault="" tabIndex={-1} className="mt-1.5 text-sm font-medium text-bad">
          {fault.said}
        </p>
      )}
    </div>
  );
}
