import { Time } from "#app/components/desk/Time.tsx";
import { SendView } from "#app/components/desk/issues/SendView.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { buttonClass, PageHead } from "#app/components/desk/kit.tsx";
import { stateOf } from "#app/models/issues/states.ts";
import type { Progress } from "#app/models/sending/progress.server.ts";

type DigestViewProps = {
  id: number;
  /** Formatted. */
  month: string;
  progress: Progress;
  timeZone: string;
  /** True for an editor who may pause, resume and cancel. */
  maySteer: boolean;
};

/** A running or finished send of a monthly digest. */
export function DigestView({ id, month, progress, timeZone, maySteer }: DigestViewProps) {
  return (
    <>
      <PageHead
        title={
          <>
            <span className="mb-2 flex flex-wrap items-center gap-3 font-sans text-sm font-normal tracking-normal text-muted">
              Monthly digest{" "}
              <StatusBadge state={stateOf({ status: progress.status, reviewAt: null, sendAt: null }, false)} />
            </span>
            {month}
          </>
        }
        lead={`To “${progress.list}”`}
        actions={
          <a href="/desk/schedule#digests" className={buttonClass()}>
            All digests
          </a>
        }
      />
      <SendView kind="digest" path={`/desk/digests/${id}`} {...{ progress, timeZone, maySteer }}>
        <p className="text-sm text-muted">
          It went by itself on <Time at={progress.sendingAt} timeZone={timeZone} />. What it says is frozen; each reader
          gets of it what they chose.
        </p>
      </SendView>
    </>
  );
}
