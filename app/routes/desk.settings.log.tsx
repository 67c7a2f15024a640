import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Button, buttonClass, EmptyState } from "#app/components/desk/kit.tsx";
import { numberFromPath } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { listEditors } from "#app/models/desk/editors.server.ts";
import { mayActAs } from "#app/models/roles.ts";

export const meta: MetaFunction = () => [{ title: "Log · Settings" }];

const perPage = 100;

/** `?before=` is an event's number, so that a page costs the same in a long log. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const from = new URL(request.url).searchParams.get("before");
  const before = from === null ? undefined : numberFromPath(from);
  const events = await recentEvents(context, perPage + 1, before);
  const names = new Map((await listEditors(context)).map(({ id, name }) => [id, name]));
  const shown = events.slice(0, perPage);
  return {
    events: shown.map((event) => ({ ...event, detail: withNames(event.detail, names) })),
    older: events.length > perPage ? shown.at(-1)!.id : null,
    isNewest: before === undefined,
    mayExport: mayActAs(role, "operator"),
    timeZone: await timeZoneOf(context),
  };
}

/** The log names accounts by number, which stays when a name changes; the page adds the names. */
function withNames(detail: string, names: Map<number, string>): string {
  return detail.replace(/\beditor (\d+)\b/g, (words, id: string) => {
    const name = names.get(Number(id));
    return name ? `${words} (${name})` : words;
  });
}

export default function Log() {
  const { events, older, isNewest, mayExport, timeZone } = useLoaderData<typeof loader>();
  if (events.length === 0 && isNewest)
    return (
      <EmptyState title="Nothing has happened yet">
        Whatever somebody does here that matters stands in this list then: who signed in, published, approved, sent,
        exported or changed a setting, and when. Nobody can change it.
      </EmptyState>
    );
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-muted">What was done at this desk and by its scripts, newest first.</p>
        {mayExport && <Export />}
      </div>
      <Table caption="What was done" head={["When", "Who", "What", "About", "Network"]}>
        {events.map((event) => (
          <Row key={event.id}>
            <Cell>
              <Time at={event.at} timeZone={timeZone} />
            </Cell>
            <Cell label="Who">
              {event.actor}
              {event.editorId !== null && <span className="text-muted"> (editor {event.editorId})</span>}
            </Cell>
            <Cell label="What">{spelt(event.action)}</Cell>
            <Cell label="About">{event.detail || "–"}</Cell>
            <Cell label="Network">{event.network ?? "–"}</Cell>
          </Row>
        ))}
      </Table>
      <nav aria-label="Pages of the log" className="mt-6 flex flex-wrap gap-3">
        {!isNewest && (
          <a className={buttonClass()} href="/desk/settings/log">
            Newest
          </a>
        )}
        {older !== null && (
          <a className={buttonClass()} rel="next" href={`/desk/settings/log?before=${older}`}>
            Older
          </a>
        )}
      </nav>
    </>
  );
}

/** A POST, because the export itself is logged. */
function Export() {
  return (
    <form method="post" action="/desk/settings/log/export" className="flex flex-wrap gap-3">
      <Button name="format" value="csv">
        Export as CSV
      </Button>
      <Button name="format" value="json">
        As JSON
      </Button>
    </form>
  );
}

/** @returns like `Settings saved` for `settings-saved` */
function spelt(action: string): string {
  const words = action.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
