import type { SenderState } from "../../../models/processes.server.ts";
import { Notice } from "../kit.tsx";

/** Says why mail does not leave, when it does not. @param waiting whether anything waits for a sender */
export function SenderNotice({ senders, waiting }: { senders: SenderState; waiting: boolean }) {
  if (senders.running === 0)
    return (
      <Notice tone={waiting ? "bad" : "warn"}>
        <strong>No sender is running.</strong> {waiting ? "What waits is kept, and nobody is skipped. " : ""}
        <code>npm start</code> starts one beside the site, <code>npm run sender</code> one alone.
      </Notice>
    );
  if (senders.trouble)
    return (
      <Notice tone="bad">
        <p>
          <strong>Nothing leaves at the moment.</strong> {senders.trouble}
        </p>
        <p className="mt-1">What waits is kept; the sender tries again by itself, and no reader’s try is used up.</p>
      </Notice>
    );
  return null;
}
