import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound, pathNumber } from "../answers.server.ts";
import { IssueView } from "../components/IssueView.tsx";
import { wordsFor } from "../components/Words.tsx";
import { correctedSince } from "../models/corrections.server.ts";
import { editionByNumber, editionContent } from "../models/editions.server.ts";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const number = pathNumber(params.number);
  const edition = orNotFound(await editionByNumber(context, number));
  const url = `${context.config.appUrl}/issues/${number}`;
  const corrected = await correctedSince(context, number);
  return { url, corrected, frozenAt: edition.frozen_at, sha256: edition.sha256, content: editionContent(edition) };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const { url, content } = data;
  const { subject, number, briefing } = content;
  return [
    { title: wordsFor(matches)("issue.title", { subject, number, briefing: briefing.name }) },
    { name: "description", content: content.preheader },
    { tagName: "link", rel: "canonical", href: url },
    { property: "og:type", content: "article" },
    { property: "og:site_name", content: briefing.name },
    { property: "og:title", content: subject },
    { property: "og:description", content: content.preheader },
    { property: "og:url", content: url },
  ];
};

export default function IssuePage() {
  const { content, frozenAt, sha256, corrected } = useLoaderData<typeof loader>();
  return <IssueView content={content} frozenAt={frozenAt} sha256={sha256} corrected={corrected} />;
}
