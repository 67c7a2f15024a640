import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { returnCategoryWords, returnKindWords } from "#app/components/desk/issues/words.ts";
import { buttonClass, EmptyState, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { returnsInDetail, type ReturnKind } from "#app/models/deliveries/returns.server.ts";
import { recentFigures } from "#app/models/inbound/figures.server.ts";
import { editionByNumber } from "#app/models/issues/editions.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { FigureCard } from "./FigureCard.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Numbers of issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const number = numberFromPath(params.number);
  const issue = orNotFound(await issueByNumber(context, number));
  const head = { number, subject: issue.subject, elsewhere: issue.elsewhere };
  const edition = await editionByNumber(context, number);
  if (!edition || issue.elsewhere !== null) return { ...head, figures: null, categories: [] };
  const recent = await recentFigures(context, 200);
  const at = recent.findIndex(({ editionId }) => editionId === edition.id);
  const figures = at < 0 ? [] : recent.slice(at, at + 11).reverse();
  return { ...head, figures, categories: (await returnsInDetail(context, edition.id, 0)).categories };
}

type Counts = Record<ReturnKind, number>;

/** The large figures: which of the counts they are, and how each is computed. */
const cards: { name: string; count: (counts: Counts) => number; says: string }[] = [
  {
    name: "Bounced",
    count: ({ hard, soft, block }) => hard + soft + block,
    says: "Mails that our server took and that came back, from what their servers wrote. Each counts once.",
  },
  {
    name: "Complained",
    count: ({ complaint }) => complaint,
    says: "Readers whose provider told us that they marked the mail as spam. Not every provider tells.",
  },
  {
    name: "Left by mail",
    count: ({ leave }) => leave,
    says: "Readers who answered the mail with the wish to leave.",
  },
];

/** The figures of an issue, beside those of the issues before it. */
export default function IssueNumbers() {
  const { number, subject, elsewhere, figures, categories } = useLoaderData<typeof loader>();
  const own = figures?.at(-1);
  return (
    <>
      <PageHead
        title={
          <>
            <span className="mb-2 block font-sans text-sm font-normal tracking-normal text-muted">
              Numbers of issue {number}
            </span>
            <bdi>{subject}</bdi>
          </>
        }
        actions={
          <a href={deskIssuePath(number)} className={buttonClass()}>
            The issue
          </a>
        }
      />
      {!own ? (
        <EmptyState title={elsewhere === null ? "Nothing to count yet" : "Sent elsewhere"}>
          {elsewhere === null
            ? "The numbers begin when the issue goes out."
            : `It was sent by ${elsewhere}. What became of it is not known here, so there are no numbers.`}
        </EmptyState>
      ) : (
        <div className="space-y-6">
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {cards.map(({ name, count, says }) => (
              <FigureCard
                key={name}
                name={name}
                count={count(own.counts)}
                of={own.counts.accepted}
                ofWhat="mails accepted"
                before={figures!.map(({ counts }) => ({ count: count(counts), of: counts.accepted }))}
                points={figures!.map(({ title, path }) => ({ name: title, href: path }))}
                says={says}
              />
            ))}
          </div>
          <Panel>
            <DrawnChart
              kind="bars"
              title="What came back, by its reason"
              axis="Reason"
              points={categories.map(({ kind, category }) => ({
                name: [returnKindWords[kind], category && returnCategoryWords(category)].filter(Boolean).join(" · "),
              }))}
              series={[{ name: "Mails", values: categories.map(({ count }) => count) }]}
              empty="Nothing has come back."
            />
          </Panel>
        </div>
      )}
    </>
  );
}
