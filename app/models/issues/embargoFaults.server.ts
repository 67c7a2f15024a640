import type { Context } from "#app/context.server.ts";
import { embargoAfter } from "#app/models/articles/embargo.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import type { Issue } from "./issues.server.ts";
import type { IssueFault } from "./rendering.server.ts";

/** Returns the articles of an issue whose embargo is not over when it goes out. @param due that time, in milliseconds */
export function embargoFaults(context: Context, { articles }: Issue, due: number, timeZone: string): IssueFault[] {
  // A slot that has come sends now.
  const at = Math.max(due, context.clock());
  const goes = () => (at > context.clock() ? formatMoment(at, timeZone) : null);
  return articles.flatMap(({ headline, embargo }) => {
    const until = embargoAfter(embargo, at, timeZone);
    return until ? [{ error: "embargo" as const, headline, until, at: goes() }] : [];
  });
}
