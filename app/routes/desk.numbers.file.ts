import type { LoaderFunctionArgs } from "@remix-run/node";
import { stringify } from "csv-stringify/sync";
import type { Context } from "#app/context.server.ts";
import { orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { periodOf, type DayPeriod } from "#app/models/dayPeriods.server.ts";
import { listFigures } from "#app/models/numbers/listFigures.server.ts";
import { issuesOfList } from "#app/models/numbers/listIssues.server.ts";
import { guardCell } from "#app/models/readers/import/cells.server.ts";
import { firstList, listBySlug } from "#app/models/readers/lists.server.ts";
import { siteFigures } from "#app/models/visits/siteFigures.server.ts";

/** The figures of a list or of the site as a file: what the pages show, and each day. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const asked = new URL(request.url).searchParams;
  const of = asked.get("of") === "site" ? "site" : "list";
  const period = periodOf(asked.get("days"), context.clock(), await timeZoneOf(context));
  const figures = of === "site" ? await ofSite(context, period) : await ofList(context, period, asked.get("list"));
  const isJson = asked.get("format") === "json";
  const text = isJson ? `${JSON.stringify(figures.whole, null, 2)}\n` : csvOf([heads, ...figures.lines]);
  return new Response(text, {
    headers: {
      "Content-Type": isJson ? "application/json; charset=utf-8" : "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="numbers-${of}.${isJson ? "json" : "csv"}"`,
      "Cache-Control": "no-store",
    },
  });
}

/** A line a figure: its day or its days, what it counts, of which source or page, and how much. */
const heads = ["from", "to", "figure", "of", "count"];

/** No cell is a formula (S-13): hosts and searches are strangers’ words. */
function csvOf(rows: string[][]): string {
  const guarded = rows.map((cells) => cells.map((cell) => (/^-?\d+$/.test(cell) ? cell : guardCell(cell))));
  return stringify(guarded, { record_delimiter: "\r\n" });
}

type Figures = { whole: unknown; lines: string[][] };

async function ofList(context: Context, period: DayPeriod, slug: string | null): Promise<Figures> {
  const list = orNotFound(slug === null ? await firstList(context) : await listBySlug(context, slug));
  const figures = await listFigures(context, list.id, period.from, period.to);
  const issues = await issuesOfList(context, figures);
  const days = figures.days.flatMap(({ day, counts, growth, readers }) =>
    Object.entries({ ...counts, growth, readers }).map(([figure, count]) => [day, day, figure, list.slug, `${count}`]),
  );
  const span = [period.from, period.to];
  const sources = (["joined", "left", "lost", "asked"] as const).flatMap((figure) =>
    figures[figure].map(({ source, count }) => [...span, `${figure} by source`, source, `${count}`]),
  );
  const won = issues.flatMap(({ title, day, figures: one, joined }) =>
    Object.entries({
      ...{ audience: one.audience, accepted: one.accepted, "joined since": joined ?? 0, left: one.left.all },
      ...{ "left within a day": one.left.withinDay, complained: one.complained, replies: one.replies },
    }).map(([figure, count]) => [day, day, figure, title, `${count}`]),
  );
  return { whole: { list: list.slug, period, figures, issues }, lines: [...days, ...sources, ...won] };
}

async function ofSite(context: Context, period: DayPeriod): Promise<Figures> {
  const figures = await siteFigures(context, period);
  const span = [period.from, period.to];
  const lines = [
    ...figures.days.flatMap(({ day, ...counts }) =>
      Object.entries(counts).map(([sort, count]) => [day, day, "requests", sort, `${count}`]),
    ),
    ...figures.pages.flatMap(({ name, people, robots }) => [
      [...span, "views by people", name, `${people}`],
      [...span, "requests by programs", name, `${robots}`],
    ]),
    ...figures.hosts.map(({ host, count }) => [...span, "came from", host, `${count}`]),
    ...figures.searches.map(({ words, count }) => [...span, "searched in vain", words, `${count}`]),
    ...figures.feeds.flatMap(({ program, fetches, readers }) => [
      [...span, "fetches of feeds", program, `${fetches}`],
      [...span, "readers of feeds", program, `${readers}`],
    ]),
  ];
  return { whole: { period, figures }, lines };
}
