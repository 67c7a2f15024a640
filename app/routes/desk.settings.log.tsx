import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { EmptyState } from "../components/desk/kit.tsx";
import { Cell, Row, Table } from "../components/desk/Table.tsx";
import { Time } from "../components/desk/Time.tsx";
import { recentEvents } from "../models/audit.server.ts";
import { timeZoneOf } from "../models/briefing.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Log · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  return { events: await recentEvents(context, 100), timeZone: await timeZoneOf(context) };
}

export default function Log() {
  const { events, timeZone } = useLoaderData<typeof loader>();
  if (events.length === 0) return <EmptyState title="Nothing has happened yet" />;
  return (
    <>
      <p className="mb-5 text-sm text-muted">
        The last hundred things done at this desk and by its scripts, newest first.
      </p>
      <Table caption="What was done" head={["When", "Who", "What", "About"]}>
        {events.map((event, i) => (
          <Row key={`${event.at} ${i}`}>
            <Cell>
              <Time at={event.at} timeZone={timeZone} />
            </Cell>
            <Cell label="Who">{event.actor}</Cell>
            <Cell label="What">{spelt(event.action)}</Cell>
            <Cell label="About">{event.detail || "–"}</Cell>
          </Row>
        ))}
      </Table>
    </>
  );
}

/** @returns like `Settings saved` for `settings-saved` */
function spelt(action: string): string {
  const words = action.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
