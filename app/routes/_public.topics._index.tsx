import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { TopicIndex } from "#app/components/site/Topics.tsx";
import { headLines } from "#app/components/site/head.ts";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { topicsOnSite } from "#app/models/articles/topics.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const { name, language } = briefing;
  const words = messagesIn(language);
  const head = pageMeta(context, briefing, {
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
