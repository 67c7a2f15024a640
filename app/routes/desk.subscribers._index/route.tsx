import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { buttonClass, EmptyState, NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import type { Context } from "#app/context.server.ts";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { importsPath } from "#app/models/deskPaths.ts";
import { listsWithCounts } from "#app/models/readers/lists.server.ts";
import { listSubscribers, searchLacksIndex } from "#app/models/readers/finding.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { wordSegmentLack } from "#app/models/segments/rules.server.ts";
import { segmentLines, segmentNarrowing } from "#app/models/segments/segments.server.ts";
import { hideText, shownText } from "#app/models/signedTokens.server.ts";
import { Finder, FinderPages, type Filter } from "./Finder.tsx";
import { SubscriberTable } from "./SubscriberTable.tsx";

export const meta: MetaFunction = () => [{ title: "Subscribers · Desk" }];

const size = 50;
const whole = z.coerce.number().int().positive().max(1_000_000);
const filterSchema = z.object({
  search: z
    .string()
    .transform((words) => words.trim().slice(0, 200))
    .catch(""),
  list: whole.nullable().catch(null),
  status: z.enum(["pending", "active", "ended"]).nullable().catch(null),
  segment: whole.nullable().catch(null),
  page: whole.catch(1),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const { searchParams } = new URL(request.url);
  const search = shownText(context, searchParams.get("find") ?? "");
  const filter: Filter = filterSchema.parse({ ...Object.fromEntries(searchParams), search });
  const { list, status, page } = filter;
  const segment = filter.segment ? await segmentNarrowing(context, filter.segment, list) : null;
  return {
    filter,
    ...(await listSubscribers(context, {
      search,
      page,
      size,
      ...(list && { listId: list }),
      ...(status && { status }),
      ...(segment && { segment: segment.test }),
    })),
    segments: (await segmentLines(context)).map(({ id, name }) => ({ id, name })),
    lacks: segment ? segment.lacks.map(wordSegmentLack) : [],
    isSlow: search !== "" && (await searchLacksIndex(context)),
    lists: await listsWithCounts(context),
    timeZone: await timeZoneOf(context),
    path: pathFor(context, filter),
    mayImport: mayActAs(role, "operator"),
  };
}

/** Redirects to a URL with the encrypted search text (C-12). */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context);
  const filter = filterSchema.parse(Object.fromEntries(await postedForm(request)));
  return redirect(pathFor(context, filter));
}

function pathFor(context: Context, { search, list, status, segment }: Filter): string {
  const query = new URLSearchParams({
    ...(search && { find: hideText(context, search) }),
    ...(list && { list: String(list) }),
    ...(status && { status }),
    ...(segment && { segment: String(segment) }),
  });
  return `/desk/subscribers?${query}`;
}

function wordTotal(total: number, more: boolean): string {
  if (more) return `More than ${total.toLocaleString("en")} readers`;
  return total === 0 ? "Nobody fits this." : total === 1 ? "1 reader" : `${total.toLocaleString("en")} readers`;
}

function SlowSearch() {
  return (
    <NoticeBox tone="warn">
      Each search looks at every reader, because the database lacks its index of words (pg_trgm). The operating manual
      says how to add it.
    </NoticeBox>
  );
}

export default function Subscribers() {
  const { filter, subscribers, total, more, onlyNewest, isSlow, lists, segments, lacks, timeZone, path, mayImport } =
    useLoaderData<typeof loader>();
  const active = lists.reduce((sum, list) => sum + list.active, 0);
  const empty = lists.every((list) => list.active + list.pending + list.ended === 0);
  const lead = lists.map((list) => `${list.active.toLocaleString("en")} active on “${list.name}”`).join(", ");
  return (
    <>
      <PageHead
        title="Subscribers"
        lead={active > 0 ? lead : null}
        actions={
          mayImport && (
            <>
              <a href={importsPath} className={buttonClass()}>
                Import readers
              </a>
              <a href="/desk/subscribers/export" className={buttonClass()}>
                Export
              </a>
            </>
          )
        }
      />
      {empty && total === 0 ? (
        <EmptyState
          title="Nobody yet"
          action={
            <>
              <a href="/subscribe" className={buttonClass("primary")}>
                See the sign-up form
              </a>
              <a href="/desk/settings/sign-up" className={buttonClass()}>
                Put it on another site
              </a>
            </>
          }
        >
          Readers stand here once they have subscribed on the site and confirmed by mail. Those who agreed elsewhere
          come from a file, which {mayImport ? "you import" : "an operator imports"}.
        </EmptyState>
      ) : (
        <>
          <Finder {...{ filter, lists, segments }} />
          {lacks.map((lack) => (
            <NoticeBox key={lack} tone="warn">
              Nobody can be judged by this segment. {lack}
            </NoticeBox>
          ))}
          <p role="status" className="mb-3 text-sm text-muted">
            {wordTotal(total, more)}
            {onlyNewest !== null &&
              ` Among the newest ${onlyNewest.toLocaleString("en")} readers: with a third letter, all are searched.`}
          </p>
          {isSlow && <SlowSearch />}
          {total === 0 && (
            <EmptyState
              title="No reader is like that"
              action={
                <a href="/desk/subscribers" className={buttonClass()}>
                  Show all readers
                </a>
              }
            >
              A part of an address or of a name is enough. Readers who were erased are not found by either.
            </EmptyState>
          )}
          {subscribers.length > 0 && <SubscriberTable subscribers={subscribers} timeZone={timeZone} />}
          <FinderPages page={filter.page} last={Math.max(1, Math.ceil(total / size))} more={more} path={path} />
          <p className="mt-8 max-w-prose text-sm text-muted">
            Nobody is added by hand, because each subscription needs its consent: readers subscribe on the site, and
            those who agreed elsewhere come from a file, which an operator imports.
          </p>
        </>
      )}
    </>
  );
}
