import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ArticleCard } from "../components/ArticleCard.tsx";
import { headLines } from "../components/head.ts";
import { LatestIssue } from "../components/LatestIssue.tsx";
import { Pitch } from "../components/Pitch.tsx";
import { useWords } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { frontPage } from "../models/frontPage.server.ts";
import { pageHead } from "../models/heads.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = await getBriefing(context);
  return {
    head: briefing && pageHead(context, briefing, { path: "/", title: briefing.name, description: briefing.pitch }),
    ...(await frontPage(context)),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data?.head) return [{ title: "This briefing is not set up yet" }, { name: "robots", content: "noindex" }];
  return headLines(data.head);
};

export default function FrontPage() {
  const words = useWords();
  const { issue, others } = useLoaderData<typeof loader>();
  const lead = issue ? undefined : others[0];
  const rest = issue ? others : others.slice(1);
  return (
    <>
      <Pitch />
      {issue && <LatestIssue issue={issue} />}
      {(others.length > 0 || !issue) && (
        <section aria-labelledby="articles-heading" className="pt-14">
          <h2 id="articles-heading" className="section-heading">
            {words(issue ? "site.moreArticles" : "site.latestArticles")}
          </h2>
          {lead && <ArticleCard article={lead} lead />}
          {others.length === 0 && <p className="text-muted">{words("site.noArticles")}</p>}
          <div className={`cards ${lead ? "" : "cards-first border-t-0! pt-0!"}`}>
            {rest.map((article) => (
              <ArticleCard key={article.slug} article={article} />
            ))}
          </div>
        </section>
      )}
      {(others.length > 0 || issue) && (
        <p className="mt-8">
          <a className="more-link" href="/articles">
            {words("site.allArticles")}
          </a>
        </p>
      )}
    </>
  );
}
