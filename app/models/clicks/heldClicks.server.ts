import type { Context } from "#app/context.server.ts";

/**
 * A request for a link, or for the picture of an open, as it is held about a reader (C-09). `issue`: null for a digest; `link`: null for
 * an open. Internet address and program are null once they are forgotten.
 */
export type HeldClick = {
  issue: number | null;
  link: string | null;
  at: number;
  method: string;
  verdict: string | null;
  ip: string | null;
  program: string | null;
};

/** Lists all that is held of a reader’s clicks and opens, the latest first; those of machines in their name too. */
export function clicksHeld({ db }: Context, subscriberId: number): Promise<HeldClick[]> {
  return db
    .selectFrom("editions")
    .innerJoin("edition_hits", "edition_hits.edition_id", "editions.id")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .leftJoin("agents", "agents.id", "agent_id")
    .leftJoin("edition_links", (join) =>
      join.onRef("edition_links.edition_id", "=", "editions.id").onRef("edition_links.n", "=", "edition_hits.n"),
    )
    .select([
      "issues.number as issue",
      "href as link",
      "at",
      "method",
      "verdict",
      "network as ip",
      "agents.text as program",
    ])
    .where(({ eb, or }) => or([eb("counts_clicks", "=", 1), eb("counts_opens", "=", 1)]))
    .where("edition_hits.subscriber_id", "=", subscriberId)
    .orderBy("edition_hits.id", "desc")
    .execute();
}
