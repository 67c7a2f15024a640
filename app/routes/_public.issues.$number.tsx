import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { headLines } from "#app/components/site/head.ts";
import { IssueView } from "#app/components/ui/IssueView.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { correctedSince } from "#app/models/articles/corrections.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { publicPolls } from "#app/models/feedback/results.server.ts";
import { editionByNumber, editionContent, retitledAt } from "#app/models/issues/editions.server.ts";
import { issueMeta } from "#app/models/site/meta.server.ts";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const number = numberFromPath(params.number);
  const edition = orNotFound(await editionByNumber(context, number));
  const [content, frozenAt] = [editionContent(edition), edition.frozen_at];
  const modifiedAt = (await retitledAt(context, [edition.issue_id])).get(edition.issue_id) ?? frozenAt;
  const head = issueMeta(context, briefing, content, { frozenAt, modifiedAt });
  const corrected = await correctedSince(context, number);
  const polls = (await publicPolls(context, [edition.id])).get(edition.id) ?? [];
  return { head, corrected, polls, frozenAt, sha256: edition.sha256, elsewhere: edition.elsewhere, content };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function IssuePage() {
  return <IssueView {...useLoaderData<typeof loader>()} />;
}
