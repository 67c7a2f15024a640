import { Time } from "#app/components/desk/Time.tsx";
import { SendView } from "#app/components/desk/issues/SendView.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { SubjectTestPanel } from "./SubjectTestPanel.tsx";
import { StepList } from "./StepList.tsx";
import { buttonClass, NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { stateOf } from "#app/models/issues/states.ts";
import type { StepTaken } from "#app/models/issues/steps.server.ts";
import type { IssueProgress } from "#app/models/sending/progress.server.ts";
import { issuePath } from "#app/models/sitePaths.ts";

type ProgressViewProps = {
  progress: IssueProgress;
  steps: StepTaken[];
  timeZone: string;
  /** True after pressing Send on an issue that was being sent already. */
  again: boolean;
  /** True for an editor who may pause, resume and cancel. */
  maySteer: boolean;
};

/** As the record of the send has it: the segment may say something else by now. */
function toWhom({ list, segment }: IssueProgress): string {
  return segment ? `To the segment “${segment.name}” of “${list}”: readers ${segment.words}` : `To “${list}”`;
}

/** A running or finished send of an issue. */
export function ProgressView({ progress, steps, timeZone, again, maySteer }: ProgressViewProps) {
  const { number, status } = progress;
  return (
    <>
      <PageHead
        title={
          <>
            <span className="mb-2 flex flex-wrap items-center gap-3 font-sans text-sm font-normal tracking-normal text-muted">
              Issue {number} <StatusBadge state={stateOf({ status, reviewAt: null, sendAt: null }, false)} />
            </span>
            {progress.subject}
          </>
        }
        lead={toWhom(progress)}
        actions={
          <>
            <a href={deskIssuePath(number, "numbers")} className={buttonClass()}>
              Numbers
            </a>
            <a href={issuePath(number)} className={buttonClass()}>
              Issue page
            </a>
            <a href={deskIssuePath(number, "preview")} className={buttonClass()}>
              The mail as sent
            </a>
            <a href={deskIssuePath(number, "answers")} className={buttonClass()}>
              Answers
            </a>
          </>
        }
      />
      {again && (
        <NoticeBox>
          This issue was on its way already, so nothing was sent a second time. Here is how it stands.
        </NoticeBox>
      )}
      <SendView
        kind="issue"
        path={deskIssuePath(number)}
        {...{ progress, timeZone, maySteer }}
        aside={
          progress.test && <SubjectTestPanel test={progress.test} path={deskIssuePath(number)} maySteer={maySteer} />
        }
      >
        <p className="text-sm text-muted">
          Sent by {progress.sentBy ?? "a script"} on <Time at={progress.sendingAt} timeZone={timeZone} />. The edition
          is frozen; its SHA-256 is
        </p>
        <p className="mt-1 font-mono text-xs break-all">{progress.sha256}</p>
        {steps.length > 0 && (
          <div className="mt-4">
            <StepList steps={steps} timeZone={timeZone} />
          </div>
        )}
      </SendView>
    </>
  );
}
