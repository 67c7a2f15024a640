import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ArticleCard } from "../components/ArticleCard.tsx";
import { headLines } from "../components/head.ts";
import { LatestIssue } from "../components/LatestIssue.tsx";
import { Pitch } from "../components/Pitch.tsx";
import { useWords } from "../components/Words.tsx";
import { publishedArticles } from "../models/articles.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { latestEdition } from "../models/editions.server.ts";
import { pageHead } from "../models/heads.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = await getBriefing(context);
  return {
    head: briefing && pageHead(context, briefing, { path: "/", title: briefing.name, description: briefing.pitch }),
    issue: await latestEdition(context),
    articles: await publishedArticles(context, 7),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data?.head) return [{ title: "This briefing is not set up yet" }, { name: "robots", content: "noindex" }];
  return headLines(data.head);
};

export default function FrontPage() {
  const words = useWords();
  const { issue, articles } = useLoaderData<typeof loader>();
  const [lead, ...rest] = articles;
  const others = rest.slice(0, rest.length < 6 ? 3 : 6);
  return (
    <>
      <Pitch />
      {issue && <LatestIssue issue={issue} />}
      <section aria-labelledby="articles-heading" className="pt-14">
        <h2 id="articles-heading" className="section-heading">
          {words("site.latestArticles")}
        </h2>
        {lead ? <ArticleCard article={lead} lead /> : <p className="text-muted">{words("site.noArticles")}</p>}
        <div className="cards">
          {others.map((article) => (
            <ArticleCard key={article.slug} article={article} />
          ))}
        </div>
        {others.length > 0 && (
          <p className="mt-8">
            <a className="more-link" href="/articles">
              {words("site.allArticles")}
            </a>
          </p>
        )}
      </section>
    </>
  );
}
