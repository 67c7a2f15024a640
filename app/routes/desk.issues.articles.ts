import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireEditor } from "#app/http/session.server.ts";
import { authorNames } from "#app/models/articles/bylines.server.ts";
import { topicChoices } from "#app/models/articles/topics.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { readMoment } from "#app/models/dates.server.ts";
import { day } from "#app/models/durations.ts";
import { findArticles, proposedChoices } from "#app/models/issues/picker.server.ts";

/**
 * The articles that an issue's page offers, a page at a time: by `words`, `topic`, `author`, `from` and `until` (days),
 * `notRun`, without those of `issue`, `after` the last one. `filters` asks for all topics and authors instead, `count` for what
 * a section's rule proposes.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const query = new URL(request.url).searchParams;
  if (query.has("filters"))
    return Response.json({ topics: await topicChoices(context), authors: await authorNames(context) });
  const asked = (name: string) => storable((query.get(name) ?? "").slice(0, 200));
  const timeZone = await timeZoneOf(context);
  const issue = numberOf(asked("issue"));
  const count = numberOf(asked("count"));
  if (issue && count) {
    const rule = { topic: asked("topic"), count: Math.min(count, mostProposed) };
    return Response.json({ choices: await proposedChoices(context, rule, issue) });
  }
  const found = await findArticles(context, {
    ...{ words: asked("words"), topic: asked("topic"), author: asked("author") },
    from: startOf(asked("from"), timeZone),
    until: startOf(dayAfter(asked("until")), timeZone),
    notRun: query.has("notRun"),
    issue,
    after: query.get("after"),
  });
  return Response.json(found);
}

/** As many articles as an issue takes. */
const mostProposed = 100;

function numberOf(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/** PostgreSQL rejects NUL and halves of signs, and no article has them. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", " ");
}

/** When a day like `2026-11-30` begins; null for none. */
function startOf(date: string, timeZone: string): number | null {
  const moment = readMoment(`${date}T00:00`, timeZone);
  return "at" in moment ? moment.at : null;
}

function dayAfter(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? "" : new Date(at + day).toISOString().slice(0, 10);
}
