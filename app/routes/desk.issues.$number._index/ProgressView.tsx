import { spell, Time } from "#app/components/desk/Time.tsx";
import { ProgressBar } from "#app/components/desk/issues/ProgressBar.tsx";
import { SenderNotice } from "#app/components/desk/issues/SenderNotice.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { timeWords } from "#app/components/desk/issues/rate.ts";
import { countText } from "#app/components/desk/issues/words.ts";
import { buttonClass, NoticeBox, PageHead, Panel } from "#app/components/desk/kit.tsx";
import type { Progress } from "#app/models/sending/progress.server.ts";
import { Answers } from "./Answers.tsx";
import { Destinations } from "./Destinations.tsx";
import { Paused } from "./Paused.tsx";
import { StateTable } from "./StateTable.tsx";
import { Steering } from "./Steering.tsx";
import { Tail } from "./Tail.tsx";

type ProgressViewProps = {
  progress: Progress;
  timeZone: string;
  /** Somebody pressed Send on an issue that was on its way already. */
  again: boolean;
  /** Whether whoever looks may pause, go on and cancel. */
  maySteer: boolean;
};

/** An issue that is on its way, or out. */
export function ProgressView({ progress, timeZone, again, maySteer }: ProgressViewProps) {
  const { number, counts, senders, status, pause } = progress;
  return (
    <>
      <PageHead
        title={
          <>
            <span className="mb-2 flex flex-wrap items-center gap-3 font-sans text-sm font-normal tracking-normal text-muted">
              Issue {number} <StatusBadge status={status} />
            </span>
            {progress.subject}
          </>
        }
        lead={`To “${progress.list}”`}
        actions={
          <>
            <a href={`/issues/${number}`} className={buttonClass()}>
              Issue page
            </a>
            <a href={`/desk/issues/${number}/preview`} className={buttonClass()}>
              The mail as sent
            </a>
          </>
        }
      />
      {again && (
        <NoticeBox>
          This issue was on its way already, so nothing was sent a second time. Here is how it stands.
        </NoticeBox>
      )}
      {pause && <Paused number={number} pause={pause} timeZone={timeZone} maySteer={maySteer} />}
      {status === "sending" && <SenderNotice senders={senders} waiting />}
      {counts.uncertain > 0 && !progress.folded && <UncertainNotice number={number} count={counts.uncertain} />}
      <div className="space-y-6">
        <Panel>
          <ProgressBar counts={counts} />
          {status === "sending" && <Live progress={progress} timeZone={timeZone} />}
          {status === "sent" && <Done progress={progress} timeZone={timeZone} />}
          {status === "sending" && maySteer && <Steering number={number} />}
        </Panel>
        <Panel title="Reader by reader, it adds up">
          <StateTable counts={counts} />
          {progress.folded && (
            <p className="mt-3 text-sm text-muted">
              It is older than 12 months, so that only these sums are kept, and no longer who is in them.
            </p>
          )}
        </Panel>
        <Destinations destinations={progress.destinations} maySteer={maySteer} />
        <Answers answers={progress.answers} />
        <Tail
          title="Refused"
          lead="The server said no for good. Nothing is sent again by itself."
          lines={progress.refused}
          count={progress.folded ? 0 : counts.refused}
          timeZone={timeZone}
        />
        <Panel title="For the record">
          <p className="text-sm text-muted">
            Sent by {progress.sentBy ?? "a script"} on <Time at={progress.sendingAt} timeZone={timeZone} />. The edition
            is frozen; its SHA-256 is
          </p>
          <p className="mt-1 font-mono text-xs break-all">{progress.sha256}</p>
        </Panel>
      </div>
    </>
  );
}

function Live({ progress, timeZone }: { progress: Progress; timeZone: string }) {
  const { counts, senders, pace, wait, nextDueAt } = progress;
  const onlyDeferred = counts.deferred > 0 && counts.queued === counts.deferred && counts.sending === 0;
  const said = onlyDeferred
    ? nextDueAt && `Only deferred readers are left; the next try is at ${spell(nextDueAt, timeZone)}.`
    : [wait, pace].filter(Boolean).join(" ") ||
      (senders.running > 0 && !senders.trouble && "Nothing left in the last seconds.");
  return (
    <p className="mt-3 text-sm text-muted">
      {said} {senders.running > 0 && `${countText(senders.running, "sender process", "sender processes")} running.`}
    </p>
  );
}

function UncertainNotice({ number, count }: { number: number; count: number }) {
  return (
    <NoticeBox tone="warn">
      <strong>{countText(count, "reader")} uncertain.</strong> The mail was handed over and no answer was recorded: they
      have it or have not.{" "}
      <a href={`/desk/issues/${number}/uncertain`} className="text-accent underline underline-offset-4">
        See the evidence and settle them
      </a>
    </NoticeBox>
  );
}

function Done({ progress, timeZone }: { progress: Progress; timeZone: string }) {
  if (!progress.sentAt) return null;
  return (
    <p className="mt-3 text-sm text-muted">
      Done on <Time at={progress.sentAt} timeZone={timeZone} />,{" "}
      {timeWords((progress.sentAt - progress.sendingAt) / 1000)} after the start.
    </p>
  );
}
