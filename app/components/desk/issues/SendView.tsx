import type { ReactNode } from "react";
import { TermNote } from "#app/components/desk/TermNote.tsx";
import { spell, Time } from "#app/components/desk/Time.tsx";
import { NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";
import type { Progress } from "#app/models/sending/progress.server.ts";
import { Answers } from "./Answers.tsx";
import { CameBack } from "./CameBack.tsx";
import { Destinations } from "./Destinations.tsx";
import { Paused } from "./Paused.tsx";
import { ProgressBar } from "./ProgressBar.tsx";
import { SenderNotice } from "./SenderNotice.tsx";
import { StateTable } from "./StateTable.tsx";
import { Steering } from "./Steering.tsx";
import { Tail } from "./Tail.tsx";
import { timeWords } from "./rate.ts";
import { countText } from "./words.ts";

type SendViewProps = {
  kind: EditionKind;
  progress: Progress;
  /** Its page at the desk. */
  path: string;
  timeZone: string;
  /** True for an editor who may pause, resume and cancel. */
  maySteer: boolean;
  /** A panel below the progress, where a kind has more to tell. */
  aside?: ReactNode;
  /** The content under `For the record`. */
  children: ReactNode;
};

/** A running or finished send of an issue or a digest. */
export function SendView({ kind, progress, path, timeZone, maySteer, aside, children }: SendViewProps) {
  const { counts, senders, status, pause } = progress;
  return (
    <>
      {pause && <Paused kind={kind} path={path} pause={pause} timeZone={timeZone} maySteer={maySteer} />}
      {status === "sending" && <SenderNotice senders={senders} waiting />}
      {counts.uncertain > 0 && !progress.folded && <UncertainNotice path={path} count={counts.uncertain} />}
      <div className="space-y-6">
        <Panel>
          <ProgressBar counts={counts} />
          {status === "sending" && <Live progress={progress} timeZone={timeZone} />}
          {status === "sent" && <Done progress={progress} timeZone={timeZone} />}
          {status === "sending" && maySteer && <Steering path={path} />}
        </Panel>
        {aside}
        <Panel title="Reader by reader, it adds up">
          <StateTable kind={kind} counts={counts} />
          {progress.folded && (
            <p className="mt-3 text-sm text-muted">
              It is older than 12 months, so that only these sums are kept, and no longer who is in them.
            </p>
          )}
        </Panel>
        <Destinations destinations={progress.destinations} maySteer={maySteer} />
        <Answers answers={progress.answers} />
        <CameBack returns={progress.returns} accepted={counts.accepted} />
        <Tail
          title="Refused"
          lead="The server said no for good. Nothing is sent again by itself."
          lines={progress.refused}
          count={progress.folded ? 0 : counts.refused}
          timeZone={timeZone}
        />
        <Panel title="For the record">{children}</Panel>
      </div>
    </>
  );
}

/** Deliveries in flight at a pause are still finished. */
export function isMoving(progress: Progress | undefined): boolean {
  return progress?.status === "sending" || (progress?.status === "paused" && progress.counts.sending > 0);
}

function Live({ progress, timeZone }: { progress: Progress; timeZone: string }) {
  const { counts, senders, pace, wait, bound, nextDueAt } = progress;
  const onlyDeferred = counts.deferred > 0 && counts.queued === counts.deferred && counts.sending === 0;
  const said = onlyDeferred
    ? nextDueAt && `Only deferred readers are left; the next try is at ${spell(nextDueAt, timeZone)}.`
    : [wait, pace].filter(Boolean).join(" ") ||
      (senders.running > 0 && !senders.trouble && "Nothing left in the last seconds.");
  return (
    <div className="mt-3 space-y-1 text-sm text-muted">
      <p>
        {said} {senders.running > 0 && `${countText(senders.running, "sender process", "sender processes")} running.`}
      </p>
      {bound && !onlyDeferred && <p>{bound}</p>}
    </div>
  );
}

function UncertainNotice({ path, count }: { path: string; count: number }) {
  return (
    <NoticeBox tone="warn">
      <strong>{countText(count, "reader")} uncertain.</strong> <TermNote term="uncertain" /> The mail may have been
      handed over, and no answer was recorded: they have it or have not.{" "}
      <a href={`${path}/uncertain`} className="text-accent underline underline-offset-4">
        See the evidence and decide about them
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
