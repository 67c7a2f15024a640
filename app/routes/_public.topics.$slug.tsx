import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound, pageIn } from "../answers.server.ts";
import { ArticleList } from "../components/ArticleList.tsx";
import { pagePath, titleOfPage } from "../components/Paging.tsx";
import { useWords } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { articlesPart } from "../models/reading.server.ts";
import { topicBySlug, topicPath } from "../models/topics.server.ts";

/** A topic without an article on the site is none. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const topic = orNotFound(await topicBySlug(context, params.slug!));
  const articles = orNotFound(await articlesPart(context, pageIn(request), topic));
  if (articles.total === 0) throw new Response(null, { status: 404 });
  return { name, language, origin: context.config.appUrl, path: topicPath(topic.slug), topic: topic.name, articles };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return [];
  const { name, language, origin, path, topic, articles } = data;
  const words = wordsIn(language);
  const { page } = articles;
  const title = titleOfPage(words, topic, page);
  return [
    { title: `${title} · ${name}` },
    { name: "description", content: words("pages.topic.description", { name, topic }) },
    { tagName: "link", rel: "canonical", href: origin + pagePath(path, page) },
  ];
};

export default function TopicPage() {
  const { topic, path, articles } = useLoaderData<typeof loader>();
  return <ArticleList kicker={useWords()("pages.topic.kicker")} title={topic} articles={articles} path={path} />;
}
