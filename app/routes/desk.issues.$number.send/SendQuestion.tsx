import { useState, type ReactNode } from "react";
import { PreflightList } from "#app/components/desk/issues/Preflight.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { Button, buttonClass, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { Preflight } from "#app/models/preflight/preflight.server.ts";
import type { SendReview } from "#app/models/sending/review.server.ts";
import { RehearsalPanel } from "./RehearsalPanel.tsx";
import { SendLater, type TimeAnswer } from "./SendLater.tsx";

type SendQuestionProps = {
  question: SendReview & { preflight: Preflight };
  timeZone: string;
  /** The issue changed after the page was loaded. */
  changed?: boolean;
  /** The warnings were not ticked. */
  unseen?: boolean;
  /** Why it waits for somebody who writes in the issue. */
  held?: string;
  time?: TimeAnswer;
};

/** The page before a send: everything that matters, and one button. */
export function SendQuestion({ question, timeZone, changed, unseen, held, time }: SendQuestionProps) {
  return (
    <div className="max-w-3xl space-y-6">
      <Obstacles question={question} changed={changed} unseen={unseen} held={held} />
      <WhatGoesOut question={question} />
      {question.preflight.advisory > 0 && (
        <Panel title="Worth a look before it goes">
          <PreflightList preflight={question.preflight} page={deskIssuePath(question.number)} level="advisory" />
        </Panel>
      )}
      <RehearsalPanel question={question} timeZone={timeZone} />
      {question.faults.length === 0 && <SendButton question={question} />}
      <SendLater question={question} time={time} />
    </div>
  );
}

type ObstaclesProps = Pick<SendQuestionProps, "question" | "changed" | "unseen" | "held">;

/** Says why the issue was not sent just now, and why it cannot be. */
function Obstacles({ question, changed, unseen, held }: ObstaclesProps) {
  const { number, faults, senders } = question;
  return (
    <>
      {changed && (
        <NoticeBox tone="bad" fault={question}>
          The issue, one of its articles or the settings were changed while you were reading this page, so nothing was
          sent. Below is how it stands now: look at it again, then send.
        </NoticeBox>
      )}
      {held && (
        <NoticeBox tone="bad" fault={question}>
          {held}{" "}
          <a href={deskIssuePath(number)} className="underline underline-offset-4">
            Open the issue
          </a>
        </NoticeBox>
      )}
      {faults.length > 0 && (
        <NoticeBox tone="bad">
          <h2 className="mb-2 font-semibold">It cannot go out yet</h2>
          <PreflightList preflight={question.preflight} page={deskIssuePath(number)} level="blocking" />
          {/* It may be over at the time for which the issue is checked, and not yet now. */}
          {question.preflight.blocking === 0 && faults.map(({ message }) => <p key={message}>{message}</p>)}
        </NoticeBox>
      )}
      {unseen && (
        <NoticeBox tone="bad" fault={question}>
          Nothing was sent: the rehearsal warns of something. Read it, and tick that you did.
        </NoticeBox>
      )}
      {faults.length === 0 && senders.running === 0 && (
        <NoticeBox tone="warn">
          No sender is running. The issue would wait in the queue until one is: <code>npm start</code> starts one beside
          the site, <code>npm run sender</code> one alone. Nobody is skipped and nobody gets it twice.
        </NoticeBox>
      )}
      {faults.length === 0 && senders.trouble && (
        <NoticeBox tone="warn">
          <p>Nothing leaves at the moment: {senders.trouble}</p>
          <p className="mt-1">The issue would wait until that is mended; nobody is skipped.</p>
        </NoticeBox>
      )}
    </>
  );
}

function WhatGoesOut({ question }: { question: SendReview }) {
  const { audience, list, segment } = question;
  return (
    <Panel>
      <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[10rem_1fr] sm:gap-y-4">
        <Part name="Readers">
          <strong className="font-serif text-3xl leading-none font-medium tabular-nums">
            {audience.toLocaleString("en")}
          </strong>
          <span className="mt-1 block text-sm text-muted">
            {segment && (
              <>
                Segment “<bdi>{segment.name}</bdi>”: readers <bdi>{segment.words}</bdi>.{" "}
              </>
            )}
            {question.leftOut.length === 0
              ? `all active readers of “${list}”`
              : `of “${list}”; of its other active readers, ${question.leftOut.join(", ")}`}
          </span>
        </Part>
        <Part name="From">
          <bdi>{question.fromName}</bdi> <span className="text-muted">&lt;{question.fromAddress}&gt;</span>
          {question.replyTo && <span className="block text-sm text-muted">Answers go to {question.replyTo}</span>}
        </Part>
        <Part name="Subject">
          {(question.subject && <bdi>{question.subject}</bdi>) || <span className="text-muted">none</span>}
        </Part>
        {question.tried && (
          <Part name="Tried beside it">
            <ol start={2} className="list-decimal space-y-1 ps-5">
              {question.tried.others.map((other, i) => (
                <li key={i} className="wrap-anywhere">
                  {(other && <bdi>{other}</bdi>) || <span className="text-muted">none</span>}
                </li>
              ))}
            </ol>
            <span className="mt-1 block text-sm text-muted">{question.tried.words}</span>
          </Part>
        )}
        <Part name="Preheader">
          {(question.preheader && <bdi>{question.preheader}</bdi>) || <span className="text-muted">none</span>}
        </Part>
        <Part name="Articles">
          <ol className="list-decimal space-y-1 pl-5">
            {question.articles.map((article) => (
              <li key={article.id}>
                <bdi>{article.headline}</bdi>
                <span className="block text-sm text-muted">
                  {article.display === "full" ? "In full" : "As a summary"}
                  {article.onSite ? "; is on the site" : "; goes on the site with the issue"}
                </span>
              </li>
            ))}
          </ol>
          {question.articles.length === 0 && <span className="text-muted">none</span>}
        </Part>
        <Part name="Size">
          {question.size.kb} KB <span className="text-muted">(Gmail cuts a mail off at 102 KB)</span>
        </Part>
      </dl>
    </Panel>
  );
}

function SendButton({ question }: { question: SendReview }) {
  const [busy, setBusy] = useState(false);
  const page = deskIssuePath(question.number);
  return (
    <>
      <p className="text-muted">
        Once it goes out it cannot be taken back or changed. What is sent is kept as it was sent; each reader gets it
        once.
      </p>
      <form method="post" className="flex flex-wrap gap-3" onSubmit={() => setBusy(true)}>
        <input type="hidden" name="seen" value={question.fingerprint} />
        {question.warnings.length > 0 && <Nevertheless />}
        {/* Keeps its label and so its width: a second click must not hit another button that moved there. */}
        <Button kind="primary" disabled={busy} className="min-h-12 px-6! text-base!">
          Send issue {question.number} to {countText(question.audience, "reader")}
        </Button>
        <a href={page} className={`${buttonClass("quiet")} min-h-12`}>
          Not yet
        </a>
      </form>
      <p role="status" className="text-muted">
        {busy && "Starting…"}
      </p>
    </>
  );
}

function Nevertheless() {
  return (
    <label className="flex min-h-10 w-full items-center gap-3">
      <input type="checkbox" name="nevertheless" required className="size-5 shrink-0 accent-accent" />
      Send it nevertheless: I have read what the rehearsal warns of.
    </label>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-sm font-medium text-muted">{name}</dt>
      <dd className="mb-3 min-w-0 sm:mb-0">{children}</dd>
    </>
  );
}
