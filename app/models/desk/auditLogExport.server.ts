import { stringify } from "csv-stringify/sync";
import type { Context } from "#app/context.server.ts";
import { allEvents } from "#app/models/auditLog.server.ts";
import { guardCell } from "#app/models/readers/import/cells.server.ts";

/** Yields the log as CSV (RFC 4180, UTF-8), oldest first, in pieces; no cell is a formula (S-13), times in UTC. */
export async function* logAsCsv(context: Context): AsyncGenerator<string> {
  yield toCsv([["id", "at", "actor", "editorId", "network", "action", "detail"]]);
  for await (const events of allEvents(context))
    yield toCsv(
      events.map(({ id, at, actor, editorId, network, action, detail }) => [
        String(id),
        new Date(at).toISOString(),
        guardCell(actor),
        String(editorId ?? ""),
        guardCell(network ?? ""),
        guardCell(action),
        guardCell(detail),
      ]),
    );
}

function toCsv(rows: string[][]): string {
  return stringify(rows, { record_delimiter: "\r\n" });
}

/** Yields the log as one JSON array, one event a line. */
export async function* logAsJson(context: Context): AsyncGenerator<string> {
  let first = true;
  yield "[";
  for await (const events of allEvents(context))
    for (const event of events) {
      yield `${first ? "\n" : ",\n"}${JSON.stringify({ ...event, at: new Date(event.at).toISOString() })}`;
      first = false;
    }
  yield "\n]\n";
}
