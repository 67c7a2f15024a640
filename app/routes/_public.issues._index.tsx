import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { Day } from "../components/Day.tsx";
import { headLines } from "../components/head.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { archive } from "../models/editions.server.ts";
import { pageHead } from "../models/heads.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const head = pageHead(context, briefing, {
    path: "/issues",
    title: `Archive · ${briefing.name}`,
    description: `Every issue of ${briefing.name} as it was sent, newest first.`,
    feed: { of: "issues" },
  });
  return { head, issues: await archive(context) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function Archive() {
  const { issues } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto max-w-3xl">
      <h1 className="page-heading">Archive</h1>
      {issues.length === 0 && <p className="text-lg text-muted">The first issue has not gone out yet.</p>}
      <ol>
        {issues.map(({ number, subject, preheader, frozenAt }) => (
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
    </div>
  );
}
