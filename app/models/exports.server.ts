import { stringify } from "csv-stringify/sync";
import type { Context } from "../context.server.ts";
import { note } from "./audit.server.ts";
import type { List } from "./lists.server.ts";
import { subscribersOfList } from "./subscribers.server.ts";

const columns = ["email", "name", "status", "subscribedAt", "confirmedAt", "endedAt", "suppressedAt"];
const pageRows = 1000;

/**
 * A list's subscribers as CSV (RFC 4180, UTF-8), in pieces that keep memory flat; times in UTC.
 * @param all those who wait, left or are suppressed too, not only who gets the next issue
 * @param actor who exports, for the audit log
 */
export async function* subscribersCsv(
  context: Context,
  list: List,
  all: boolean,
  actor: string,
): AsyncGenerator<string> {
  yield toCsv([columns]);
  let count = 0;
  let page: string[][] = [];
  for await (const row of subscribersOfList(context, list.id, all, pageRows)) {
    const times = [row.createdAt, row.confirmedAt, row.endedAt, row.suppressedAt];
    page.push([guardCell(row.email), guardCell(row.name), row.status, ...times.map(toTime)]);
    count += 1;
    if (page.length < pageRows) continue;
    yield toCsv(page);
    page = [];
  }
  yield toCsv(page);
  await note(context, actor, "export", `${count} subscribers of ${list.slug}`);
}

function toCsv(rows: string[][]): string {
  return stringify(rows, { record_delimiter: "\r\n" });
}

function toTime(at: number | null): string {
  return at === null ? "" : new Date(at).toISOString();
}

/** A spreadsheet would run a cell that begins like a formula; an apostrophe makes it words (S-13). */
export function guardCell(text: string): string {
  return /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
}

/** Takes the apostrophe off again, so that what was exported can be imported. */
export function unguardCell(text: string): string {
  return /^'[=+\-@\t\r\0]/.test(text) ? text.slice(1) : text;
}
