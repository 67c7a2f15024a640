import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { FeedLinks } from "#app/components/site/FeedLinks.tsx";
import { pagePath, Paging, titleOfPage } from "#app/components/site/Paging.tsx";
import { Recommendations } from "#app/components/site/Recommendations.tsx";
import { headLines } from "#app/components/site/head.ts";
import { Day } from "#app/components/ui/Day.tsx";
import { useDir, useWords } from "#app/components/ui/Words.tsx";
import { orNotFound, pageFromQuery } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { recommendations } from "#app/models/growth/recommendations.server.ts";
import { growthSettings } from "#app/models/growthSettings.server.ts";
import { archivePart } from "#app/models/issues/editions.server.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";
import { issuePath } from "#app/models/sitePaths.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const words = messagesIn(briefing.language);
  const issues = orNotFound(await archivePart(context, pageFromQuery(request)));
  const head = pageMeta(context, briefing, {
    path: pagePath("/issues", issues.page),
    title: `${titleOfPage(words, words("site.archive"), issues.page)} · ${briefing.name}`,
    description: words("site.everyIssue", { briefing: briefing.name }),
    feed: { of: "issues" },
  });
  const { recommendsInArchive } = await growthSettings(context);
  return { head, issues, recommended: recommendsInArchive === "on" ? await recommendations(context) : [] };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function Archive() {
  const [words, dir] = [useWords(), useDir()];
  const { issues, recommended } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto max-w-3xl">
      <h1 className="page-heading">{words("site.archive")}</h1>
      {issues.items.length === 0 && <p className="text-lg text-muted">{words("site.noIssues")}</p>}
      <ol>
        {issues.items.map(({ number, subject, preheader, frozenAt, elsewhere }) => (
          <li key={number} className="card border-t border-rule py-6 last:border-b">
            <p className="kicker text-muted">
              {words("issue.number", { number })} <span aria-hidden="true">·</span> <Day at={frozenAt} />
              {elsewhere !== null && (
                <>
                  {" "}
                  <span aria-hidden="true">·</span> {words("issue.sentElsewhere")}
                </>
              )}
            </p>
            <h2 dir={dir(subject)} className="mt-2 font-serif text-2xl leading-snug font-semibold text-balance">
              <a className="card-link" href={issuePath(number)}>
                {subject}
              </a>
            </h2>
            {preheader && (
              <p dir={dir(preheader)} className="mt-2 font-serif leading-normal text-muted">
                {preheader}
              </p>
            )}
          </li>
        ))}
      </ol>
      <div className="mt-8">
        <FeedLinks path="/issues/feed" about={words("pages.feeds.issues")} />
      </div>
      <Paging page={issues.page} pages={issues.pages} path="/issues" />
      <Recommendations briefings={recommended} />
    </div>
  );
}
