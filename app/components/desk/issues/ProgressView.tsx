import { useState } from "react";
import type { Progress } from "../../../models/progress.server.ts";
import { buttonClass, Notice, PageHead, Panel } from "../kit.tsx";
import { spell, Time } from "../Time.tsx";
import { ProgressBar } from "./ProgressBar.tsx";
import { rateOf, rateWords, settledOf, timeWords, withSample, type Sample } from "./rate.ts";
import { SenderNotice } from "./SenderNotice.tsx";
import { StateTable } from "./StateTable.tsx";
import { StatusBadge } from "./StatusBadge.tsx";
import { Tail } from "./Tail.tsx";
import { countOf } from "./words.ts";

type ProgressViewProps = {
  progress: Progress;
  timeZone: string;
  /** Somebody pressed Send on an issue that was on its way already. */
  again: boolean;
};

/** An issue that is on its way, or out. */
export function ProgressView({ progress, timeZone, again }: ProgressViewProps) {
  const { number, counts, senders, status } = progress;
  const done = status === "sent";
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
        <Notice>This issue was on its way already, so nothing was sent a second time. Here is how it stands.</Notice>
      )}
      {!done && <SenderNotice senders={senders} waiting />}
      <div className="space-y-6">
        <Panel>
          <ProgressBar counts={counts} />
          {done ? <Done progress={progress} timeZone={timeZone} /> : <Live progress={progress} timeZone={timeZone} />}
        </Panel>
        <Panel title="Reader by reader, it adds up">
          <StateTable counts={counts} />
        </Panel>
        <Tail
          title="Refused"
          lead="The server said no for good. Nothing is sent again by itself."
          lines={progress.refused}
          count={counts.refused}
          timeZone={timeZone}
        />
        <Tail
          title="Uncertain"
          lead="The mail was handed over and no answer was recorded: these readers have it or have not, and nobody can know."
          lines={progress.uncertain}
          count={counts.uncertain}
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
  const { counts, senders, at, nextDueAt } = progress;
  const now: Sample = { at, settled: settledOf(counts) };
  const [samples, setSamples] = useState([now]);
  if (samples.at(-1)!.at !== at) setSamples(withSample(samples, now));
  const waiting = counts.queued - counts.deferred;
  const onlyDeferred = counts.deferred > 0 && waiting + counts.sending === 0;
  const working = senders.running > 0 && !senders.trouble && !onlyDeferred;
  return (
    <p className="mt-3 text-sm text-muted">
      {working && now.settled === 0 && "Nothing is settled yet."}
      {working && now.settled > 0 && rateWords(rateOf(samples, progress.sendingAt), waiting + counts.sending)}
      {onlyDeferred &&
        nextDueAt &&
        `Only deferred readers are left; the next try is at ${spell(nextDueAt, timeZone)}.`}{" "}
      {senders.running > 0 && `${countOf(senders.running, "sender process", "sender processes")} running.`}
    </p>
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
