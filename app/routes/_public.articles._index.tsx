import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound, pageIn } from "../answers.server.ts";
import { ArticleList } from "../components/ArticleList.tsx";
import { pagePath } from "../components/Paging.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { articlesPart } from "../models/reading.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const articles = orNotFound(await articlesPart(context, pageIn(request)));
  const { page } = articles;
  const titled = (title: string) => (page === 1 ? title : wordsIn(language)("pages.paging.titled", { title, page }));
  return { name, title: titled("Articles"), url: context.config.appUrl + pagePath("/articles", page), articles };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.title} · ${data?.name}` },
  { name: "description", content: `Every article of ${data?.name}, newest first.` },
  { tagName: "link", rel: "canonical", href: data?.url },
];

export default function Articles() {
  const { articles } = useLoaderData<typeof loader>();
  const empty = <p className="text-lg text-muted">The first article is being written.</p>;
  return <ArticleList title="Articles" articles={articles} path="/articles" empty={empty} />;
}
