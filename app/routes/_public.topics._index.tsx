import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound } from "../answers.server.ts";
import { TopicIndex } from "../components/Topics.tsx";
import { useWords } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { topicsOnSite } from "../models/topics.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const topics = await topicsOnSite(context, language);
  return { name, language, url: `${context.config.appUrl}/topics`, topics };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return [];
  const words = wordsIn(data.language);
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
