import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound, pathNumber } from "../answers.server.ts";
import { headLines } from "../components/head.ts";
import { IssueView } from "../components/IssueView.tsx";
import { correctedSince } from "../models/corrections.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { editionByNumber, editionContent } from "../models/editions.server.ts";
import { issueHead } from "../models/heads.server.ts";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const number = pathNumber(params.number);
  const edition = orNotFound(await editionByNumber(context, number));
  const [content, frozenAt] = [editionContent(edition), edition.frozen_at];
  const head = issueHead(context, briefing, content, frozenAt);
  const corrected = await correctedSince(context, number);
  return { head, corrected, frozenAt, sha256: edition.sha256, content };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function IssuePage() {
  const { content, frozenAt, sha256, corrected } = useLoaderData<typeof loader>();
  return <IssueView content={content} frozenAt={frozenAt} sha256={sha256} corrected={corrected} />;
}
