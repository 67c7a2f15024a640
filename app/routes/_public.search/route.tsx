import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsFor } from "#app/components/ui/Words.tsx";
import { orNotFound, pageFromQuery } from "#app/http/params.server.ts";
import { topicsOnSite } from "#app/models/articles/topics.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { searchExamples } from "#app/models/search/examples.server.ts";
import { maySearch, search } from "#app/models/search/search.server.ts";
import { SearchView, type SearchPage } from "./SearchView.tsx";

/** In characters; a longer query is truncated. */
const longestShown = 200;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const typed = asTyped(new URL(request.url).searchParams.get("q"));
  const page = pageFromQuery(request);
  const about = { name, url: `${context.config.appUrl}/search` };
  const shown = { query: typed ?? "", tooMany: false, examples: await searchExamples(context) };
  // Listing them takes as long as a search does, and beside results they are not shown.
  const withTopics = async (search: SearchPage["search"]): Promise<SearchPage> => ({
    ...shown,
    search,
    topics: search?.found?.total ? [] : await topicsOnSite(context, language),
  });
  if (typed === null) return { ...about, ...(await withTopics(null)) };
  if (!(await maySearch(context, context.ip)))
    return data(
      { ...about, ...(await withTopics(null)), tooMany: true },
      { status: 429, headers: { "Retry-After": "60" } },
    );
  const result = await search(context, typed, page);
  orNotFound(result.found);
  if (result.terms > 0 && result.found?.total === 0)
    context.visits?.foundNothing(typed, Object.fromEntries(request.headers));
  return { ...about, ...(await withTopics(result)) };
}

/** Returns the part of a query that a page can show. */
function asTyped(query: string | null): string | null {
  return (
    query &&
    query
      .slice(0, longestShown)
      .toWellFormed()
      .replace(/\p{Cc}/gu, " ")
      .trim()
  );
}

export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders;

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const { name, url, query } = data;
  const words = wordsFor(matches);
  const title = words("pages.search.title");
  const whole = `${query ? `${query} · ` : ""}${title} · ${name}`;
  const hasFault = data.tooMany || data.search?.terms === 0;
  return [
    { title: hasFault ? words("errors.titled", { title: whole }) : whole },
    { name: "description", content: words("pages.search.description", { name }) },
    { name: "robots", content: "noindex" },
    { tagName: "link", rel: "canonical", href: url },
  ];
};

export default function SearchPageOfSite() {
  return <SearchView {...useLoaderData<typeof loader>()} />;
}
