import { formatMoment } from "#app/models/dates.server.ts";
import { hour } from "#app/models/durations.ts";
import type { IssueCheck } from "./check.server.ts";

/** Checks of when and how it goes out. */
export const sendingChecks = {
  "slot-taken": {
    place: "sending",
    level: "advisory",
    asks: "No other approved issue goes first.",
    find: ({ departure: { before }, issue: { list } }) =>
      before > 0
        ? [
            {
              at: { kind: "schedule" },
              why: `${before === 1 ? "Another approved issue takes" : `${before} approved issues take`} the next slot of “${list.name}”: this one waits behind.`,
            },
          ]
        : [],
  },
  "two-a-day": {
    place: "sending",
    level: "advisory",
    asks: "The list got no other issue within half a day.",
    find: ({ former: [last], departure, now, issue: { list }, briefing: { timeZone } }) =>
      last && (departure.at ?? now) - last.sentAt < 12 * hour
        ? [
            {
              at: { kind: "schedule" },
              why: `“${list.name}” got issue ${last.number} on ${formatMoment(last.sentAt, timeZone)}: two within half a day make people leave.`,
            },
          ]
        : [],
  },
  "answers-nowhere": {
    place: "sending",
    level: "advisory",
    asks: "Readers can answer.",
    find: ({ briefing: { replyTo, fromAddress } }) =>
      /^(no|do-?not|ne)[-_.]?reply/i.test(replyTo ?? fromAddress)
        ? [
            {
              at: { kind: "settings" },
              why: `Answers go to ${replyTo ?? fromAddress}, which nobody seems to read; providers trust mails more that people answer.`,
            },
          ]
        : [],
  },
} satisfies Record<string, IssueCheck>;
