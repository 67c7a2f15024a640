import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { EmptyState, PageHead, Panel, buttonClass } from "#app/components/desk/kit.tsx";
import { BigFigures } from "#app/components/desk/numbers/BigFigures.tsx";
import { FileLinks } from "#app/components/desk/numbers/FileLinks.tsx";
import { HowComputed } from "#app/components/desk/numbers/HowComputed.tsx";
import { PeriodForm } from "#app/components/desk/numbers/PeriodForm.tsx";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { periodLengths, periodOf, spansOf } from "#app/models/dayPeriods.server.ts";
import { siteFigures } from "#app/models/visits/siteFigures.server.ts";
import { BesidePanels } from "./BesidePanels.tsx";

export const meta: MetaFunction = () => [{ title: "Numbers of the site · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const timeZone = await timeZoneOf(context);
  const period = periodOf(new URL(request.url).searchParams.get("days"), context.clock(), timeZone);
  return {
    ...{ period, timeZone, lengths: periodLengths, spans: spansOf(period) },
    figures: await siteFigures(context, period),
  };
}

const mostBars = 20;

/** The site by days: views of pages, where people came from, what they searched in vain, feeds. */
export default function SiteNumbers() {
  const { period, timeZone, lengths, spans, figures } = useLoaderData<typeof loader>();
  const { days, total, pages, hosts, searches, feeds } = figures;
  const all = total.person + total.robot + total.feed;
  const readers = feeds.reduce((sum, one) => sum + (isFeedReader(one.program) ? one.readers : 0), 0);
  const sums = (of: "person" | "robot" | "feed") =>
    spans.map(({ from, to }) => days.reduce((sum, one) => sum + (one.day >= from && one.day <= to ? one[of] : 0), 0));
  return (
    <>
      <PageHead
        title="Numbers of the site"
        lead="Counted on the server by day, without cookies and addresses."
        actions={
          <a href="/desk/numbers" className={buttonClass()}>
            The lists
          </a>
        }
      />
      <div className="space-y-6">
        <PeriodForm lengths={lengths} days={period.days} />
        {all === 0 ? (
          <EmptyState title="Nothing was asked for in these days">
            Views of pages are counted as they are answered, and written every ten seconds. Yours are not among them
            while you are signed in.
          </EmptyState>
        ) : (
          <>
            <BigFigures
              figures={[
                { name: "views by people", count: total.person, says: `of ${all.toLocaleString("en")} requests` },
                { name: "by robots", count: total.robot },
                { name: "by feed readers", count: total.feed },
                { name: "readers of feeds", count: readers, says: "as their programs say" },
              ]}
            />
            <Panel>
              <DrawnChart
                kind="columns"
                title="Requests for pages"
                axis={spans.some(({ from, to }) => from !== to) ? "Week" : "Day"}
                points={spans.map(({ name }) => ({ name }))}
                series={[
                  { name: "People", values: sums("person") },
                  { name: "Robots", values: sums("robot") },
                  { name: "Feed readers", values: sums("feed") },
                ]}
                note={`Days are those of ${timeZone}.`}
              />
            </Panel>
            <Panel>
              <DrawnChart
                kind="bars"
                title="Pages that people looked at"
                axis="Page"
                points={pages.slice(0, mostBars).map(({ name, path }) => ({ name, href: path ?? undefined }))}
                series={[{ name: "Views", values: pages.slice(0, mostBars).map(({ people }) => people) }]}
              />
            </Panel>
            <BesidePanels hosts={hosts} searches={searches} feeds={feeds} />
            <HowComputed figures={["views", "robots", "feedFetches", "feedReaders", "referrers", "emptySearches"]} />
            <FileLinks of="site" query={`days=${period.days}`} />
          </>
        )}
      </div>
    </>
  );
}

function isFeedReader(program: string): boolean {
  return program !== "browsers" && program !== "other programs";
}
