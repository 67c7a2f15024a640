import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound, pageIn } from "../answers.server.ts";
import { Day } from "../components/Day.tsx";
import { pagePath, Paging } from "../components/Paging.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { archivePart } from "../models/editions.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const issues = orNotFound(await archivePart(context, pageIn(request)));
  const { page } = issues;
  const titled = (title: string) => (page === 1 ? title : wordsIn(language)("pages.paging.titled", { title, page }));
  return { name, title: titled("Archive"), url: context.config.appUrl + pagePath("/issues", page), issues };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.title} · ${data?.name}` },
  { name: "description", content: `Every issue of ${data?.name} as it was sent, newest first.` },
  { tagName: "link", rel: "canonical", href: data?.url },
];

export default function Archive() {
  const { issues } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto max-w-3xl">
      <h1 className="page-heading">Archive</h1>
      {issues.items.length === 0 && <p className="text-lg text-muted">The first issue has not gone out yet.</p>}
      <ol>
        {issues.items.map(({ number, subject, preheader, frozenAt }) => (
          <li key={number} className="card border-t border-rule py-6 last:border-b">
            <p className="kicker text-muted">
              No. {number} <span aria-hidden="true">·</span> <Day at={frozenAt} />
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
