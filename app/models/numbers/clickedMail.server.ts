import type { Context } from "#app/context.server.ts";
import { editionByNumber, publicCopy } from "#app/models/issues/editions.server.ts";
import { editionsOfIssues } from "./issueEditions.server.ts";
import { issueClicks } from "./issueClicks.server.ts";
import { numberedMail } from "./numberedMail.server.ts";

/** Returns the frozen mail of an issue with its clicks laid over it; undefined where none are counted. */
export async function clickedMail(context: Context, number: number): Promise<string | undefined> {
  const edition = await editionByNumber(context, number);
  if (!edition || edition.elsewhere) return undefined;
  const editions = await editionsOfIssues(context, [edition.issue_id]);
  const clicks = await issueClicks(context, editions.get(edition.issue_id) ?? []);
  return clicks ? numberedMail(publicCopy(context, edition).html, clicks.perLink) : undefined;
}
