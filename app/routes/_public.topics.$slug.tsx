import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ArticleList } from "#app/components/site/ArticleList.tsx";
import { pagePath, titleOfPage } from "#app/components/site/Paging.tsx";
import { headLines } from "#app/components/site/head.ts";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound, pageFromQuery } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { topicBySlug } from "#app/models/articles/topics.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { articlesPage } from "#app/models/site/articlePages.server.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";
import { topicPath } from "#app/models/sitePaths.ts";

/** A topic without a published article has no page. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const topic = orNotFound(await topicBySlug(context, params.slug!));
  const articles = orNotFound(await articlesPage(context, pageFromQuery(request), topic));
  if (articles.total === 0) throw new Response(null, { status: 404 });
  const words = messagesIn(briefing.language);
  const path = topicPath(topic.slug);
  const head = pageMeta(context, briefing, {
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
