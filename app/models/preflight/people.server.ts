import type { IssueCheck } from "./check.server.ts";

const enough = 20;

/** Checks of who gets it. */
export const peopleChecks = {
  "fewer-readers": {
    place: "people",
    level: "advisory",
    asks: "As many readers get it as got the last issue, but for a fifth.",
    find: ({ audience, former: [last] }) =>
      last?.readers && last.readers >= enough && audience.gets > 0 && audience.gets < last.readers * 0.8
        ? [
            {
              at: { kind: "list" },
              why: `It would go to ${count(audience.gets)}, and issue ${last.number} went to ${count(last.readers)}: is this the list you mean?`,
            },
          ]
        : [],
  },
  "more-readers": {
    place: "people",
    level: "advisory",
    asks: "Not twice as many readers get it as got the last issue.",
    find: ({ audience, former: [last] }) =>
      last?.readers && audience.gets >= enough && audience.gets > last.readers * 2
        ? [
            {
              at: { kind: "subscribers" },
              why: `It would go to ${count(audience.gets)}, and issue ${last.number} went to ${count(last.readers)}: did everybody who is new agree to it?`,
            },
          ]
        : [],
  },
  "many-left-out": {
    place: "people",
    level: "advisory",
    asks: "More than half of the list's readers chose what the issue is about.",
    find: ({ audience }) =>
      audience.otherTopics >= enough && audience.otherTopics > audience.gets
        ? [
            {
              at: { kind: "articles" },
              why: `${count(audience.otherTopics)} chose other topics than this issue has, more than the ${count(audience.gets)} who would get it.`,
            },
          ]
        : [],
  },
} satisfies Record<string, IssueCheck>;

function count(readers: number): string {
  return readers === 1 ? "one reader" : `${readers.toLocaleString("en")} readers`;
}
