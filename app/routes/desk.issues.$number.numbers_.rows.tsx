import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { buttonClass, EmptyState, PageHead } from "#app/components/desk/kit.tsx";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath, deskSubscriberPath } from "#app/models/deskPaths.ts";
import { figureRows } from "#app/models/numbers/figureRows.server.ts";
import { issueFigureIds, issueFigureWords } from "#app/models/numbers/issueFigureWords.ts";
import { editionsOfIssue } from "#app/models/numbers/issueEditions.server.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `Rows · Numbers of issue ${params.number} · Desk` }];

const perPage = 100;

/** `?of=` is a large figure, `?after=` the key of the last row before the page. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const number = numberFromPath(params.number);
  const asked = new URL(request.url).searchParams;
  const figure = orNotFound(issueFigureIds.find((id) => id === (asked.get("of") ?? "accepted")));
  const editionIds = await editionsOfIssue(context, number);
  if (editionIds.length === 0) throw new Response("There is no such page.\n", { status: 404 });
  const after = /^\d{1,15}$/.test(asked.get("after") ?? "") ? Number(asked.get("after")) : 0;
  const rows = await figureRows(context, editionIds, figure, after, perPage + 1);
  return {
    ...{ number, figure, after },
    rows: rows.slice(0, perPage),
    next: rows.length > perPage ? rows[perPage - 1]!.key : null,
    timeZone: await timeZoneOf(context),
  };
}

/** The single rows that a figure of an issue is made of. */
export default function FigureRows() {
  const { number, figure, rows, after, next, timeZone } = useLoaderData<typeof loader>();
  const path = deskIssuePath(number, "numbers");
  const { name, rows: title, rowsSay } = issueFigureWords[figure];
  return (
    <>
      <PageHead
        title={title}
        lead={`Numbers of issue ${number}`}
        actions={
          <a href={path} className={buttonClass()}>
            All numbers of the issue
          </a>
        }
      />
      <nav aria-label="Figures" className="mb-6">
        <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {issueFigureIds.map((id) => (
            <li key={id}>
              <a
                href={`${path}/rows?of=${id}`}
                aria-current={id === figure ? "page" : undefined}
                className={`inline-flex min-h-8 items-center underline-offset-4 ${id === figure ? "font-semibold" : "text-muted underline"}`}
              >
                {issueFigureWords[id].name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {rowsSay && <p className="mb-4 max-w-prose text-sm text-muted">{rowsSay}</p>}
      {rows.length === 0 ? (
        <EmptyState title={after > 0 ? "That was the last row" : "There are no rows"}>
          {name} is made of no rows, or they are no longer kept: deliveries go after 12 months, and what names a reader
          goes with the reader. The number itself stays.
        </EmptyState>
      ) : (
        <Table caption={title} head={["Reader", "When", "What"]}>
          {rows.map(({ key, at, reader, what, link }) => (
            <Row key={key}>
              <Cell>
                {reader ? (
                  <a href={deskSubscriberPath(reader.id)} className="font-medium break-all hover:underline">
                    <bdi>{reader.email ?? `Reader ${reader.id}, erased`}</bdi>
                  </a>
                ) : (
                  <span className="text-muted">Nobody can be told</span>
                )}
              </Cell>
              <Cell label="When">{at === null ? "–" : <Time at={at} timeZone={timeZone} />}</Cell>
              <Cell label="What">
                {link ? (
                  <a href={link} className="underline underline-offset-4">
                    <bdi className="break-words">{what || "Without a subject"}</bdi>
                  </a>
                ) : (
                  <bdi className="break-words">{what || "–"}</bdi>
                )}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <div className="mt-6 flex flex-wrap gap-3">
        {after > 0 && (
          <a className={buttonClass()} href={`${path}/rows?of=${figure}`}>
            From the beginning
          </a>
        )}
        {next !== null && (
          <a className={buttonClass()} rel="next" href={`${path}/rows?of=${figure}&after=${next}`}>
            More rows
          </a>
        )}
      </div>
    </>
  );
}
