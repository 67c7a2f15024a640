/** The ways in which readers go, as the desk says them. */
const wayWords: Record<string, string> = {
  "one-click": "One click in their mail program",
  page: "The page for leaving",
  mail: "A mail that asked for it",
  complaint: "Marked as spam",
  "let-go": "Let go, because nothing was noticed of them",
  operator: "Removed by an operator",
  import: "An import says that they had left",
  other: "Otherwise",
  "hard bounce": "No such mailbox any more",
  "soft bounces": "Issue after issue came back",
};

/** Ways and reasons with their words, the most first. */
export function namedWays(ways: { source: string; count: number }[]): { source: string; count: number }[] {
  return ways
    .map(({ source, count }) => ({ source: wayWords[source] ?? `Suppressed: ${source}`, count }))
    .sort((a, b) => b.count - a.count);
}
