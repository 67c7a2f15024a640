import { TermNote } from "#app/components/desk/TermNote.tsx";
import { NoticeBox } from "#app/components/desk/kit.tsx";
import type { SenderState } from "#app/models/instance/senderProcesses.server.ts";

/** Says why no mail leaves. @param waiting true when something waits for a sender */
export function SenderNotice({ senders, waiting }: { senders: SenderState; waiting: boolean }) {
  if (senders.running === 0)
    return (
      <NoticeBox tone={waiting ? "bad" : "warn"}>
        <strong>No sender is running.</strong> {waiting ? "What waits is kept, and nobody is skipped. " : ""}
        <code>npm start</code> starts one beside the site, <code>npm run sender</code> one alone.
        <TermNote term="sender" />
      </NoticeBox>
    );
  if (senders.trouble)
    return (
      <NoticeBox tone="bad">
        <p>
          <strong>Nothing leaves at the moment.</strong> {senders.trouble}
        </p>
        <p className="mt-1">What waits is kept; the sender tries again by itself, and no reader’s try is used up.</p>
      </NoticeBox>
    );
  return null;
}
