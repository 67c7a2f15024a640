import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { TopicIndex } from "../components/Topics.tsx";
import { useWords, wordsFor } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { topicsOnSite } from "../models/topics.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const topics = await topicsOnSite(context, language);
  return { name, url: `${context.config.appUrl}/topics`, topics };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const words = wordsFor(matches);
  return [
    { title: `${words("pages.topics.title")} · ${data.name}` },
    { name: "description", content: words("pages.topics.description", { name: data.name }) },
    { tagName: "link", rel: "canonical", href: data.url },
  ];
};

export default function Topics() {
  const words = useWords();
  return (
    <div className="mx-auto max-w-3xl">
      <h1 className="page-heading">{words("pages.topics.title")}</h1>
      <TopicIndex topics={useLoaderData<typeof loader>().topics} />
    </div>
  );
}
