import { Time } from "#app/components/desk/Time.tsx";
import { ProgressBar } from "#app/components/desk/issues/ProgressBar.tsx";
import { SenderNotice } from "#app/components/desk/issues/SenderNotice.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { countText, deliveryWords } from "#app/components/desk/issues/words.ts";
import { buttonClass, EmptyState, PageHead, Panel } from "#app/components/desk/kit.tsx";
import type { ArticleLine } from "#app/models/articles/list.server.ts";
import { deskIssuePath, deskArticlePath } from "#app/models/deskPaths.ts";
import type { ListWithCounts } from "#app/models/readers/lists.server.ts";
import type { IssueWithCounts, Overview, OverviewIssue } from "./overview.server.ts";

type OverviewPageProps = { overview: Overview; timeZone: string };

/** The desk's first page. */
export function OverviewPage({ overview, timeZone }: OverviewPageProps) {
  const { open, sending, lastSent, senders } = overview;
  return (
    <>
      <PageHead title="This week" lead="What is being made, what is leaving, and who reads it." />
      <SenderNotice senders={senders} waiting={sending.some(({ status }) => status === "sending")} />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <div className="min-w-0 space-y-6">
          {sending.map((issue) => (
            <Sending key={issue.id} issue={issue} timeZone={timeZone} />
          ))}
          {open.length > 0 ? (
            <Next issues={open} timeZone={timeZone} />
          ) : (
            <Nothing hasArticles={overview.hasArticles} />
          )}
          {lastSent && <Last issue={lastSent} timeZone={timeZone} />}
        </div>
        <div className="space-y-6">
          <Readers lists={overview.lists} />
          <Drafts drafts={overview.drafts} timeZone={timeZone} />
        </div>
      </div>
    </>
  );
}

function Sending({ issue, timeZone }: { issue: IssueWithCounts; timeZone: string }) {
  const { pause } = issue;
  return (
    <Panel title={pause ? "Paused on its way" : "On its way"}>
      <IssueName issue={issue} timeZone={timeZone} />
      {pause && (
        <div className="mt-4 border-l-4 border-warn/60 pl-4">
          <p className="wrap-anywhere">{pause.reason}</p>
          <p className="mt-1 text-sm text-muted">
            By {pause.by}, since <Time at={pause.at} timeZone={timeZone} />
          </p>
        </div>
      )}
      <div className="mt-4">
        <ProgressBar counts={issue.counts} />
      </div>
      <p className="mt-4">
        <a href={deskIssuePath(issue.number)} className={buttonClass()}>
          {pause ? "See how it stands" : "Follow the send"}
        </a>
      </p>
    </Panel>
  );
}

function Next({ issues, timeZone }: { issues: OverviewIssue[]; timeZone: string }) {
  return (
    <Panel title={issues.length === 1 ? "Next issue" : "Next issues"}>
      <ul className="divide-y divide-rule">
        {issues.map((issue) => (
          <li key={issue.id} className="flex flex-wrap items-end justify-between gap-4 py-4 first:pt-0 last:pb-0">
            <div className="min-w-0 flex-1 basis-64">
              <IssueName issue={issue} timeZone={timeZone} />
              <p className="mt-1 text-sm text-muted">
                {countText(issue.articles, "article")}, to “<bdi>{issue.list}</bdi>”. Saved{" "}
                <Time at={issue.updatedAt} timeZone={timeZone} />
              </p>
            </div>
            <a href={deskIssuePath(issue.number)} className={buttonClass("primary")}>
              Continue
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Nothing({ hasArticles }: { hasArticles: boolean }) {
  if (hasArticles)
    return (
      <EmptyState
        title="No issue is being made"
        action={
          <a href="/desk/issues" className={buttonClass("primary")}>
            To the issues
          </a>
        }
      >
        Start the next one, choose its articles and put them in order.
      </EmptyState>
    );
  return (
    <EmptyState
      title="It begins with an article"
      action={
        <a href="/desk/articles" className={buttonClass("primary")}>
          To the articles
        </a>
      }
    >
      Write one, or import what you have. An issue is a few of them in order.
    </EmptyState>
  );
}

function Last({ issue, timeZone }: { issue: IssueWithCounts; timeZone: string }) {
  const { counts } = issue;
  const sums = (["accepted", "refused", "uncertain", "withdrawn", "cancelled"] as const).filter(
    (state) => counts[state] > 0 || state === "accepted",
  );
  return (
    <Panel title="Last sent">
      <IssueName issue={issue} timeZone={timeZone} link />
      <p className="mt-1 text-sm text-muted">
        {issue.sentAt && <Time at={issue.sentAt} timeZone={timeZone} />}, to {countText(counts.total, "reader")}
      </p>
      <dl className="mt-4 flex flex-wrap gap-x-8 gap-y-3">
        {sums.map((state) => (
          <div key={state} className="flex flex-col-reverse">
            <dt className="text-sm text-muted">{deliveryWords[state].name}</dt>
            <dd className="font-serif text-2xl tabular-nums">{counts[state].toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function IssueName({ issue, timeZone, link = false }: { issue: OverviewIssue; timeZone: string; link?: boolean }) {
  const subject = issue.subject || "No subject yet";
  return (
    <>
      <p className="flex items-center gap-3 text-sm text-muted">
        No. {issue.number}{" "}
        <StatusBadge state={issue.standing.state} goesAt={issue.standing.goesAt} timeZone={timeZone} />
      </p>
      <h3 className="mt-1 font-serif text-xl leading-snug font-medium">
        {link ? (
          <a href={deskIssuePath(issue.number)} className="hover:underline">
            <bdi>{subject}</bdi>
          </a>
        ) : (
          subject
        )}
      </h3>
    </>
  );
}

function Readers({ lists }: { lists: ListWithCounts[] }) {
  return (
    <Panel title="Readers">
      <ul className="space-y-4">
        {lists.map((list) => (
          <li key={list.id}>
            <a href={`/desk/subscribers?list=${list.id}&status=active`} className="group block">
              <span className="font-serif text-3xl tabular-nums">{list.active.toLocaleString("en")}</span>
              <span className="block text-sm text-muted group-hover:underline">
                active on “<bdi>{list.name}</bdi>”
              </span>
            </a>
            {list.pending > 0 && (
              <p className="text-sm text-muted">{list.pending.toLocaleString("en")} not confirmed yet</p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Drafts({ drafts, timeZone }: { drafts: ArticleLine[]; timeZone: string }) {
  return (
    <Panel title="Articles in the making">
      {drafts.length === 0 ? (
        <p className="text-sm text-muted">
          Every article is on the site.{" "}
          <a href="/desk/articles" className="text-accent underline underline-offset-4">
            All articles
          </a>
        </p>
      ) : (
        <ul className="space-y-3 text-sm">
          {drafts.map((article) => (
            <li key={article.id}>
              <a href={deskArticlePath(article.id)} className="leading-snug font-medium hover:underline">
                <bdi>{article.headline}</bdi>
              </a>
              <span className="block text-muted">
                Saved <Time at={article.updatedAt} timeZone={timeZone} dateOnly />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
