import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { EmptyState, PageHead, Select, buttonClass } from "#app/components/desk/kit.tsx";
import { BigFigures } from "#app/components/desk/numbers/BigFigures.tsx";
import { FileLinks } from "#app/components/desk/numbers/FileLinks.tsx";
import { HowComputed } from "#app/components/desk/numbers/HowComputed.tsx";
import { PeriodForm } from "#app/components/desk/numbers/PeriodForm.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { periodLengths, periodOf, spansOf } from "#app/models/dayPeriods.server.ts";
import { listFigures } from "#app/models/numbers/listFigures.server.ts";
import type { FigureName } from "#app/models/numbers/figureWords.ts";
import { issuesOfList } from "#app/models/numbers/listIssues.server.ts";
import { wordedSources } from "#app/models/numbers/wordedSources.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import { shareWords } from "#app/models/shares.ts";
import { GrowthChart } from "./GrowthChart.tsx";
import { IssueLines } from "./IssueLines.tsx";
import { SourcePanels } from "./SourcePanels.tsx";

export const meta: MetaFunction = () => [{ title: "Numbers · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const asked = new URL(request.url).searchParams;
  const lists = await allLists(context);
  const slug = asked.get("list");
  const list = orNotFound(slug === null ? lists[0] : lists.find((one) => one.slug === slug));
  const period = periodOf(asked.get("days"), context.clock(), await timeZoneOf(context));
  const figures = await listFigures(context, list.id, period.from, period.to);
  const issues = await issuesOfList(context, figures);
  const sources = {
    joined: await wordedSources(context, figures.joined),
    asked: await wordedSources(context, figures.asked),
  };
  return { lists, list, period, lengths: periodLengths, spans: spansOf(period), figures, sources, issues };
}

/** How a list grew, from where, and what each issue won and lost. */
export default function ListNumbers() {
  const { lists, list, period, lengths, spans, figures, sources, issues } = useLoaderData<typeof loader>();
  const { total, growth, days, before } = figures;
  const readers = days.at(-1)?.readers ?? before;
  const confirmed = shareWords(total["confirmed-of-asked"], total.asked);
  const isEmpty = readers === 0 && before === 0 && total.joined === 0 && total.asked === 0;
  return (
    <>
      <PageHead
        title="Numbers"
        lead="Counted without following anybody. Each figure says how it is computed."
        actions={
          <div className="flex flex-wrap gap-3 print:hidden">
            <a href={`/desk/numbers/readers?list=${list.slug}`} className={buttonClass()}>
              How readers stay
            </a>
            <a href="/desk/numbers/site" className={buttonClass()}>
              The site
            </a>
          </div>
        }
      />
      <div className="space-y-6">
        <PeriodForm lengths={lengths} days={period.days}>
          <ListChoice lists={lists} slug={list.slug} />
        </PeriodForm>
        {isEmpty ? (
          <EmptyState title="Nobody has joined yet">
            Figures begin with the first reader of {list.name}. They are counted within a second or two.
          </EmptyState>
        ) : (
          <>
            <BigFigures
              figures={[
                { name: "readers", count: readers, says: `${signed(growth)} in ${period.days} days` },
                { name: "joined", count: total.joined },
                { name: "left", count: total.left },
                {
                  name: "confirmed",
                  count: total["confirmed-of-asked"],
                  says: `of ${total.asked.toLocaleString("en")} who asked${confirmed.endsWith("%") ? `, ${confirmed}` : ""}`,
                },
              ]}
            />
            <GrowthChart days={days} spans={spans} timeZone={figures.timeZone} />
            <SourcePanels figures={figures} {...sources} />
            <IssueLines issues={issues} />
            <HowComputed figures={explained} />
            <FileLinks of="list" query={`list=${list.slug}&days=${period.days}`} />
          </>
        )}
      </div>
    </>
  );
}

function signed(count: number): string {
  return count > 0 ? `+${count.toLocaleString("en")}` : count.toLocaleString("en").replace("-", "−");
}

const explained: FigureName[] = [
  ...(["readers", "growth", "joined", "leftList", "lost", "back", "erased", "importUndone"] as const),
  ...(["asked", "confirmedOfAsked", "topicsChosen", "digestChosen", "everyChosen", "paused"] as const),
  ...(["resumed", "accepted", "left", "leftWithinDay", "complained", "replies"] as const),
];

function ListChoice({ lists, slug }: { lists: { slug: string; name: string }[]; slug: string }) {
  if (lists.length < 2) return null;
  return (
    <label className="text-sm">
      <span className="mb-1 block font-medium">List</span>
      <Select name="list" defaultValue={slug}>
        {lists.map((list) => (
          <option key={list.slug} value={list.slug}>
            {list.name}
          </option>
        ))}
      </Select>
    </label>
  );
}
