import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound, pageIn } from "../answers.server.ts";
import { Day } from "../components/Day.tsx";
import { pagePath, pageTitle, Paging } from "../components/Paging.tsx";
import { useWords, wordsFor } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { archivePart } from "../models/editions.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name } = orNotFound(await getBriefing(context));
  const issues = orNotFound(await archivePart(context, pageIn(request)));
  return { name, url: context.config.appUrl + pagePath("/issues", issues.page), issues };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const words = wordsFor(matches);
  return [
    { title: `${pageTitle(words, words("site.archive"), data.issues.page)} · ${data.name}` },
    { name: "description", content: words("site.everyIssue", { briefing: data.name }) },
    { tagName: "link", rel: "canonical", href: data.url },
  ];
};

export default function Archive() {
  const words = useWords();
  const { issues } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto max-w-3xl">
      <h1 className="page-heading">{words("site.archive")}</h1>
      {issues.items.length === 0 && <p className="text-lg text-muted">{words("site.noIssues")}</p>}
      <ol>
        {issues.items.map(({ number, subject, preheader, frozenAt }) => (
          <li key={number} className="card border-t border-rule py-6 last:border-b">
            <p className="kicker text-muted">
              {words("issue.number", { number })} <span aria-hidden="true">·</span> <Day at={frozenAt} />
            </p>
            <h2 className="mt-2 font-serif text-2xl leading-snug font-semibold text-balance">
              <a className="card-link" href={`/issues/${number}`}>
                {subject}
              </a>
            </h2>
            {preheader && <p className="mt-2 font-serif leading-normal text-muted">{preheader}</p>}
          </li>
        ))}
      </ol>
      <Paging page={issues.page} pages={issues.pages} path="/issues" />
    </div>
  );
}
