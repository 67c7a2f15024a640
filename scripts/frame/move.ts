import { wordChainFault } from "#app/models/consent/faultWords.server.ts";
import { wording } from "#app/models/faults.ts";
import { countOf } from "#app/models/fields.server.ts";
import { withoutPassword, type MovedDatabase, type MoveFault } from "#app/models/moving/moveDatabase.server.ts";
import { typedPath } from "./environment.ts";

/** Returns the URL of a database from what somebody typed: a URL, or the path of a file. */
export function databaseTyped(typed: string): string {
  if (/^[a-z]+:\/\//i.test(typed)) return typed;
  return `file:${typedPath(typed.replace(/^file:/, ""))}`;
}

/** Words why a move did not come to its end. */
export const moveFault = wording<MoveFault>({
  "same-place": () => "That is the database that this installation uses already.",
  "nothing-there": () => "There is nothing to move: the database (DATABASE_URL) is empty.",
  running: () => "Something still works with this installation’s database. Stop the site and the sender first.",
  "target-running": () => "Another program is connected to the database it shall move to. Stop that first.",
  "not-empty": () => "The database it shall move to holds an installation already. Name an empty one.",
  foreign: () => "The database it shall move to holds tables of something else. Name an empty one.",
  "moved-away": ({ to }) =>
    `This database was moved already${to && `, to ${to}`}: DATABASE_URL must name that one. If that move is void, claim this one first: npm run claim`,
  "begun-elsewhere": ({ to }) =>
    `A move to ${to} was begun, and did not end: run this with --to that one. If it is given up, make sure that that one never starts, and claim this one first: npm run claim`,
  unclaimed: ({ why }) => `${why} Do that first: a copy that moves would send.`,
  "old-schema": ({ missing }) =>
    `The database is older than this version (${missing[0]} is missing). Run first: npm run migrate`,
  sending: ({ sends }) =>
    `${sends === 1 ? "A send is" : `${sends} sends are`} under way. Let it end, or pause it (npm run pause-issue), and move then.`,
  unlike: ({ columns }) => `The two databases differ in ${columns.join(", ")}.`,
  changed: ({ tables }) => `The rows of ${tables.join(", ")} did not arrive as they were.`,
  full: ({ cause }) =>
    `The disk of this installation’s database (DATABASE_URL) is full: ${cause}. Make room there, then run this again.`,
  "target-full": ({ cause }) =>
    `The disk of the database it shall move to (--to) is full: ${cause}. Make room there, then run this again.`,
  "target-trouble": ({ cause }) => `The database it shall move to (--to) cannot be used: ${cause}.`,
  unfinished: ({ cause }) =>
    `The move did not come to its end: ${cause}. The former database sends nothing until it has. Mend that, and run the same command again: it ends what was begun.`,
  "broken-chain": ({ fault }) => `The receipts of consent are not as they were written. ${wordChainFault(fault)}`,
});

/** Says what was moved, and what to do next. */
export function movedWords(to: string, { rows, tables, receipts }: MovedDatabase): string {
  return [
    `Moved ${countOf(rows, "row")} of ${countOf(Object.keys(tables).length, "table")} to ${withoutPassword(to)}.`,
    `Each was compared, and ${countOf(receipts, "receipt")} of consent verified.`,
    `Now set DATABASE_URL=${withoutPassword(to)} in .env, for the site and for the sender, and start both.`,
    "The former database sends nothing any more. Keep it until you have seen the new one at work, and never start on it again:",
    "what readers do from now on is known in the new one alone.",
  ].join("\n");
}
