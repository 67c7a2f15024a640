import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound } from "../answers.server.ts";
import { headLines } from "../components/head.ts";
import { TopicIndex } from "../components/Topics.tsx";
import { useWords } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { pageHead } from "../models/heads.server.ts";
import { topicsOnSite } from "../models/topics.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const { name, language } = briefing;
  const words = wordsIn(language);
  const head = pageHead(context, briefing, {
    path: "/topics",
    title: `${words("pages.topics.title")} · ${name}`,
    description: words("pages.topics.description", { name }),
  });
  return { head, topics: await topicsOnSite(context, language) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function Topics() {
  const words = useWords();
  return (
    <div className="mx-auto max-w-3xl">
      <h1 className="page-heading">{words("pages.topics.title")}</h1>
      <TopicIndex topics={useLoaderData<typeof loader>().topics} />
    </div>
  );
}
