import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { headLines } from "#app/components/site/head.ts";
import { ArticleCard } from "#app/components/ui/ArticleCard.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { movedResponse } from "#app/http/moved.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { frontPage } from "#app/models/site/frontPage.server.ts";
import { isShortLink } from "#app/models/oldPaths.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";
import { LatestIssue } from "./LatestIssue.tsx";
import { Pitch } from "./Pitch.tsx";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const moved = isShortLink(`/${new URL(request.url).search}`) ? await movedResponse(request, context) : null;
  if (moved) throw moved;
  const briefing = await getBriefing(context);
  return {
    head: briefing && pageMeta(context, briefing, { path: "/", title: briefing.name, description: briefing.pitch }),
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
