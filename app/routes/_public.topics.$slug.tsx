import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound, pageIn } from "../answers.server.ts";
import { headLines } from "../components/head.ts";
import { ArticleList } from "../components/ArticleList.tsx";
import { pagePath, titleOfPage } from "../components/Paging.tsx";
import { useWords } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { pageHead } from "../models/heads.server.ts";
import { articlesPart } from "../models/reading.server.ts";
import { topicBySlug, topicPath } from "../models/topics.server.ts";

/** A topic without an article on the site is none. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const topic = orNotFound(await topicBySlug(context, params.slug!));
  const articles = orNotFound(await articlesPart(context, pageIn(request), topic));
  if (articles.total === 0) throw new Response(null, { status: 404 });
  const words = wordsIn(briefing.language);
  const path = topicPath(topic.slug);
  const head = pageHead(context, briefing, {
    path: pagePath(path, articles.page),
    title: `${titleOfPage(words, topic.name, articles.page)} · ${briefing.name}`,
    description: words("pages.topic.description", { name: briefing.name, topic: topic.name }),
    feed: { of: "topic", slug: topic.slug },
  });
  return { head, path, topic: topic.name, articles };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function TopicPage() {
  const { topic, path, articles } = useLoaderData<typeof loader>();
  const words = useWords();
  return (
    <ArticleList
      kicker={words("pages.topic.kicker")}
      title={topic}
      articles={articles}
      path={path}
      feed={{ path: `${path}/feed`, about: words("pages.feeds.topic", { topic }) }}
    />
  );
}
