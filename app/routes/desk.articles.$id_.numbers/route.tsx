import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Feedback } from "./Feedback.tsx";
import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { buttonClass, EmptyState, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { HowComputed } from "#app/components/desk/numbers/HowComputed.tsx";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { wordedCount } from "#app/components/desk/wordedCount.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskArticlePath, deskIssuePath } from "#app/models/deskPaths.ts";
import { articleFeedback } from "#app/models/feedback/results.server.ts";
import { articleNumbers, type ArticleNumbers, type ArticleRun } from "#app/models/numbers/articleNumbers.server.ts";
import type { FigureName } from "#app/models/numbers/figureWords.ts";
import { shareWords } from "#app/models/shares.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Numbers of “${data?.article.headline ?? ""}” · Desk` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const id = numberFromPath(params.id);
  const article = orNotFound(await articleNumbers(context, id));
  return { article, feedback: await articleFeedback(context, id), timeZone: await timeZoneOf(context) };
}

/** The numbers of a piece, over all issues in which it ran. */
export default function ArticleNumbersPage() {
  const { article, feedback, timeZone } = useLoaderData<typeof loader>();
  const { id, headline, runs, views } = article;
  return (
    <>
      <PageHead
        title={
          <>
            <span className="mb-2 block font-sans text-sm font-normal tracking-normal text-muted">
              Numbers of a piece
            </span>
            <bdi>{headline}</bdi>
          </>
        }
        actions={<Actions id={id} />}
      />
      {runs.length === 0 && views.days.length === 0 ? (
        <EmptyState title="Nothing to count yet">
          Its clicks and replies stand here once it has gone out in an issue, and its views once it is on the site.
        </EmptyState>
      ) : (
        <div className="space-y-6">
          <Totals runs={runs} views={views} />
          <Views views={views} />
          {feedback.length > 0 && <Feedback questions={feedback} />}
          {runs.length > 0 && (
            <Panel title="Issue by issue">
              <InIssues runs={runs} />
              <RunTable runs={runs} timeZone={timeZone} />
            </Panel>
          )}
          <HowComputed figures={explained} />
        </div>
      )}
    </>
  );
}

const explained: FigureName[] = ["views", "robots", "accepted", "clicks", "clicked", "repliesOfPiece"];

function Actions({ id }: { id: number }) {
  return (
    <div className="flex flex-wrap gap-3 print:hidden">
      <a href={deskArticlePath(id)} className={buttonClass()}>
        The article
      </a>
      {(["csv", "json"] as const).map((format) => (
        <a key={format} href={deskArticlePath(id, `numbers/file?format=${format}`)} className={buttonClass()} download>
          {format.toUpperCase()}
        </a>
      ))}
    </div>
  );
}

function sumOf(runs: ArticleRun[], of: (run: ArticleRun) => number): string {
  return runs.reduce((sum, run) => sum + of(run), 0).toLocaleString("en");
}

function Totals({ runs, views }: Pick<ArticleNumbers, "runs" | "views">) {
  const counted = runs.filter(({ clicks }) => clicks !== null);
  const figures = [
    ["Issues", runs.length.toLocaleString("en"), "in which it went out"],
    ...(counted.length > 0
      ? [
          [
            "Clicks by people",
            sumOf(counted, ({ clicks }) => clicks!.people),
            `of ${sumOf(counted, ({ clicks }) => clicks!.all)} requests for its links`,
          ],
        ]
      : []),
    ["Views by people", views.people.toLocaleString("en"), "on the site, robots left out"],
    ["Replies", sumOf(runs, ({ replies }) => replies), "that quote it"],
  ];
  return (
    <>
      <dl className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {figures.map(([name, count, says]) => (
          <div key={name} className="rounded-lg border border-rule bg-raised p-4 sm:p-5">
            <dt className="text-sm font-semibold">{name}</dt>
            <dd className="mt-1">
              <span className="font-serif text-4xl font-medium tabular-nums">{count}</span>
              <span className="mt-1 block text-sm text-muted">{says}</span>
            </dd>
          </div>
        ))}
      </dl>
      {counted.length < runs.length && (
        <p className="text-sm text-muted">
          {counted.length === 0
            ? "Clicks are not counted in the issues in which it went out."
            : `Clicks are counted in ${counted.length} of these ${runs.length} issues.`}
        </p>
      )}
    </>
  );
}

function Views({ views: { people, robots, days } }: Pick<ArticleNumbers, "views">) {
  return (
    <Panel title="On the site">
      <DrawnChart
        kind="line"
        title="Views by people, by day"
        axis="Day"
        points={days.map(({ day }) => ({ name: day }))}
        series={[{ name: "Views by people", values: days.map((one) => one.people) }]}
        empty="Nobody has looked at it since views are counted."
        note={`${wordedCount(people, "view")} by people altogether, beside ${wordedCount(robots, "request")} by robots. A page looked at twice counts twice; nothing tells who looked.`}
      />
    </Panel>
  );
}

function InIssues({ runs }: { runs: ArticleRun[] }) {
  if (runs.every(({ clicks }) => clicks === null)) return null;
  return (
    <div className="mb-8">
      <DrawnChart
        kind="columns"
        title="Clicks by people"
        axis="Issue"
        points={runs.map(({ number }) => ({ name: `Issue ${number}`, href: deskIssuePath(number, "numbers") }))}
        series={[{ name: "Clicks by people", values: runs.map(({ clicks }) => clicks && clicks.people) }]}
      />
    </div>
  );
}

function RunTable({ runs, timeZone }: { runs: ArticleRun[]; timeZone: string }) {
  return (
    <Table
      caption="The piece in each issue, the oldest first"
      head={["Issue", "Accepted", "Clicks by people", "Readers who clicked", "Place", "Replies"]}
    >
      {runs.map(({ number, subject, sentAt, accepted, clicks, replies }) => (
        <Row key={number}>
          <Cell>
            <a href={deskIssuePath(number, "numbers")} className="group block">
              <span className="block text-xs text-muted">
                Issue {number}, <Time at={sentAt} timeZone={timeZone} dateOnly />
              </span>
              <bdi className="font-medium group-hover:underline">{subject}</bdi>
            </a>
          </Cell>
          <Count label="Accepted" count={accepted} />
          <Count label="Clicks by people" count={clicks && clicks.people} />
          <Cell label="Readers who clicked" end>
            {clicks ? (
              <span className="tabular-nums">
                {clicks.readers.toLocaleString("en")}
                <span className="block text-xs text-muted">{shareWords(clicks.readers, accepted)}</span>
              </span>
            ) : (
              "not counted"
            )}
          </Cell>
          <Count label="Place" count={clicks && clicks.place} />
          <Count label="Replies" count={replies} />
        </Row>
      ))}
    </Table>
  );
}

function Count({ label, count }: { label: string; count: number | null }) {
  return (
    <Cell label={label} end>
      <span className="tabular-nums">{count === null ? "–" : count.toLocaleString("en")}</span>
    </Cell>
  );
}
