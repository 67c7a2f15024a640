import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { postedForm } from "../answers.server.ts";
import { EmptyState, PageHead } from "../components/desk/kit.tsx";
import { Finder, Pages, type Filter } from "../components/desk/subscribers/Finder.tsx";
import { SubscriberTable } from "../components/desk/subscribers/SubscriberTable.tsx";
import type { Context } from "../context.server.ts";
import { timeZoneOf } from "../models/briefing.server.ts";
import { listsWithCounts } from "../models/lists.server.ts";
import { listSubscribers } from "../models/subscribers.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Subscribers · Desk" }];

const size = 50;
const whole = z.coerce.number().int().positive().max(1_000_000);
const filterSchema = z.object({
  search: z.string().max(300).catch(""),
  list: whole.nullable().catch(null),
  status: z.enum(["pending", "active", "ended"]).nullable().catch(null),
  page: whole.catch(1),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const { searchParams } = new URL(request.url);
  // Nothing that is typed comes from the address (C-12): links give list, status and page only.
  const found = await find(context, { ...Object.fromEntries(searchParams), search: "" });
  const lists = await listsWithCounts(context);
  return { ...found, lists, timeZone: await timeZoneOf(context) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context);
  return find(context, Object.fromEntries(await postedForm(request)));
}

async function find(context: Context, given: Record<string, unknown>) {
  const filter: Filter = filterSchema.parse(given);
  const { search, list, status, page } = filter;
  const found = await listSubscribers(context, {
    search,
    page,
    size,
    ...(list && { listId: list }),
    ...(status && { status }),
  });
  return { filter, ...found };
}

export default function Subscribers() {
  const { lists, timeZone, ...loaded } = useLoaderData<typeof loader>();
  const { filter, subscribers, total } = useActionData<typeof action>() ?? loaded;
  const active = lists.reduce((sum, list) => sum + list.active, 0);
  const empty = lists.every((list) => list.active + list.pending + list.ended === 0);
  const lead = lists.map((list) => `${list.active.toLocaleString("en")} active on “${list.name}”`).join(", ");
  return (
    <>
      <PageHead title="Subscribers" lead={active > 0 ? lead : null} />
      {empty && total === 0 ? (
        <EmptyState title="Nobody yet">
          Readers subscribe on the site. Those you have already come from a file:{" "}
          <code className="text-sm break-words">
            npm run import-subscribers -- readers.csv --list weekly --consent “…”
          </code>
        </EmptyState>
      ) : (
        <>
          <Finder filter={filter} lists={lists} />
          <p role="status" className="mb-3 text-sm text-muted">
            {total === 0 ? "Nobody fits this." : total === 1 ? "1 reader" : `${total.toLocaleString("en")} readers`}
          </p>
          {subscribers.length > 0 && <SubscriberTable subscribers={subscribers} timeZone={timeZone} />}
          <Pages filter={filter} total={total} size={size} />
          <p className="mt-8 max-w-prose text-sm text-muted">
            Nobody is added by hand, because each subscription needs its consent: readers subscribe on the site, and
            those who agreed elsewhere come from a file with <code>npm run import-subscribers</code>.
          </p>
        </>
      )}
    </>
  );
}
