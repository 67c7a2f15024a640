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
    asks: "The list gets no other issue within half a day.",
    find: ({ former: [last], coming, departure, now, issue: { list }, briefing: { timeZone } }) => {
      const goes = departure.at ?? now;
      const next = coming.find(({ at }) => Math.abs(at - goes) < 12 * hour);
      const other =
        last && goes - last.sentAt < 12 * hour
          ? `got issue ${last.number} on ${formatMoment(last.sentAt, timeZone)}`
          : next && `gets issue ${next.number} on ${formatMoment(next.at, timeZone)}`;
      if (!other) return [];
      return [{ at: { kind: "schedule" }, why: `“${list.name}” ${other}: two within half a day make people leave.` }];
    },
  },
  "at-night": {
    place: "sending",
    level: "advisory",
    asks: "It does not go out at night.",
    find: ({ departure: { at, timeZone } }) => {
      if (at === null) return [];
      const hours = Number(new Intl.DateTimeFormat("en", { hour: "2-digit", hourCycle: "h23", timeZone }).format(at));
      return hours >= 23 || hours < 5
        ? [
            {
              at: { kind: "schedule" },
              why: `It goes out on ${formatMoment(at, timeZone)}, at night: telephones ring.`,
            },
          ]
        : [];
    },
  },
  "other-domain": {
    place: "sending",
    level: "advisory",
    asks: "The From address and the site have one domain.",
    find: ({ briefing: { fromAddress }, appUrl }) => {
      const [from, site] = [fromAddress.split("@").at(-1)!, new URL(appUrl).hostname];
      return site.includes(".") && !isWithin(from, site) && !isWithin(site, from)
        ? [
            {
              at: { kind: "settings" },
              why: `The mail comes from ${from} and its links lead to ${site}: filters trust one domain more.`,
            },
          ]
        : [];
    },
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
  "answers-lost": {
    place: "sending",
    level: "advisory",
    asks: "The address that readers answer to takes mail.",
    find: ({ answersTo: { address, takesMail } }) =>
      takesMail === false
        ? [
            {
              at: { kind: "settings" },
              why: `Answers go to ${address}, and its domain has no mail server (MX): they come back to the readers.`,
            },
          ]
        : [],
  },
} satisfies Record<string, IssueCheck>;

/** True for a domain that is the other's, or has the same name above it. */
function isWithin(one: string, other: string): boolean {
  const above = other.split(".").slice(-2).join(".");
  return one === other || one.endsWith(`.${above}`) || one === above;
}
