import type { Context } from "#app/context.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { ranIn } from "#app/models/issues/ran.server.ts";
import type { RenderedIssue } from "#app/models/issues/rendering.server.ts";
import { departureTime } from "#app/models/sending/schedule/overview.server.ts";
import { sendFaults } from "#app/models/sending/start.server.ts";
import type { FormerIssue, PreflightFacts } from "./check.server.ts";
import { textsOf } from "./texts.server.ts";

/** Gathers everything that the checks of an issue look at. */
export async function gatherFacts(context: Context, rehearsed: RenderedIssue): Promise<PreflightFacts> {
  const { briefing, issue, audience, rendered } = rehearsed;
  return {
    now: context.clock(),
    briefing,
    issue,
    audience,
    rendered,
    faults: await sendFaults(context, rehearsed),
    texts: textsOf(issue),
    former: await formerIssues(context, issue),
    ran: await ranIn(
      context,
      issue.articles.map(({ id }) => id),
      issue.id,
    ),
    departure: await departureTime(context, issue),
  };
}

/** A subject is compared with so many. */
const lately = 8;

async function formerIssues(context: Context, { id, list }: Issue): Promise<FormerIssue[]> {
  const rows = await context.db
    .selectFrom("issues")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select(["number", "issues.subject", "sending_at", "editions.id as edition"])
    .where("list_id", "=", list.id)
    .where("issues.id", "!=", id)
    .orderBy("sending_at", "desc")
    .limit(lately)
    .execute();
  const readers = rows[0] ? (await countDeliveries(context, rows[0].edition)).total : null;
  return rows.map(({ number, subject, sending_at }, i) => ({
    number,
    subject,
    sentAt: sending_at ?? 0,
    readers: i === 0 ? readers : null,
  }));
}
