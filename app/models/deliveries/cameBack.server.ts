import type { Context } from "#app/context.server.ts";

/** One thing that came back about a reader, as it was understood. Times in milliseconds. */
export type CameBackLine = {
  messageId: number;
  n: number;
  at: number;
  /** One of `ReportKind` of `models/inbound`. */
  kind: string;
  /** The far end's words. */
  diagnostic: string | null;
  /** The lines that decided. */
  evidence: string[];
  /** The act that followed, in a word; null for none. */
  act: string | null;
  editionId: number | null;
  /** Of the issue; null for a digest and for a mail to one person. */
  number: number | null;
};

/** The most lines about one reader. */
const most = 100;

/** @returns what came back about a reader, the newest first; answers are not among it. @param editionId of that edition alone */
export async function cameBackFrom({ db }: Context, subscriberId: number, editionId?: number): Promise<CameBackLine[]> {
  const rows = await db
    .selectFrom("inbound_reports")
    .leftJoin("editions", "editions.id", "inbound_reports.edition_id")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .select(["message_id as messageId", "n", "at", "kind", "diagnostic", "evidence", "act"])
    .select(["inbound_reports.edition_id as editionId", "issues.number"])
    .where("subscriber_id", "=", subscriberId)
    .where("kind", "!=", "reply")
    .$if(editionId !== undefined, (query) => query.where("inbound_reports.edition_id", "=", editionId!))
    .orderBy("at", "desc")
    .orderBy("message_id", "desc")
    .limit(most)
    .execute();
  return rows.map(({ evidence, ...row }) => ({
    ...row,
    evidence: (JSON.parse(evidence) as string[]).filter(Boolean),
  }));
}
