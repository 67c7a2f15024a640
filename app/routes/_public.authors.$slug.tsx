import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound, pageIn } from "../answers.server.ts";
import { ArticleList } from "../components/ArticleList.tsx";
import { pagePath, titleOfPage } from "../components/Paging.tsx";
import { useWords } from "../components/Words.tsx";
import { authorPage, authorPath } from "../models/authors.server.ts";
import { getBriefing } from "../models/briefing.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const author = orNotFound(await authorPage(context, params.slug!, pageIn(request)));
  return { name, language, origin: context.config.appUrl, path: authorPath(params.slug!), author };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return [];
  const { name, language, origin, path, author } = data;
  const words = wordsIn(language);
  const { page } = author.articles;
  const title = titleOfPage(words, author.name, page);
  return [
    { title: `${title} · ${name}` },
    { name: "description", content: words("pages.author.description", { name, author: author.name }) },
    { tagName: "link", rel: "canonical", href: origin + pagePath(path, page) },
  ];
};

export default function AuthorPage() {
  const { author, path } = useLoaderData<typeof loader>();
  const kicker = useWords()("pages.author.kicker");
  return <ArticleList kicker={kicker} title={author.name} articles={author.articles} path={path} />;
}
