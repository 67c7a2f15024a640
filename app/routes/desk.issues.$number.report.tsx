import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, buttonClass, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing, timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issueNumbers } from "#app/models/numbers/issueNumbers.server.ts";
import { wordIssueReport } from "#app/models/numbers/reportWords.server.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `Report of issue ${params.number} · Desk` }];

/** The page is the same as the mailed one, with the numbers of now; there is none before the send. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const number = numberFromPath(params.number);
  const numbers = orNotFound(await issueNumbers(context, number));
  if ("state" in numbers) throw new Response("There is no such page.\n", { status: 404 });
  const briefing = await getBriefing(context);
  return { number, briefing: briefing?.name ?? "", report: wordIssueReport(numbers, await timeZoneOf(context)) };
}

/** The numbers of an issue on one page, for paper. */
export default function IssueReport() {
  const { number, briefing, report } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto max-w-3xl print:max-w-none print:[zoom:0.8]">
      <PageHead
        title={
          <>
            <span className="mb-2 block font-sans text-sm font-normal tracking-normal text-muted">
              <bdi>{briefing}</bdi>, {report.title}
            </span>
            <bdi>{report.subject}</bdi>
          </>
        }
        lead={report.lead}
        actions={
          <div className="flex flex-wrap gap-3 print:hidden">
            <a href={deskIssuePath(number, "numbers")} className={buttonClass()}>
              All numbers
            </a>
            <Button type="button" kind="primary" onClick={() => window.print()}>
              Print
            </Button>
          </div>
        }
      />
      <table className="w-full text-sm">
        <caption className="sr-only">The figures of the issue</caption>
        <tbody>
          {report.figures.map(({ name, count, of, usual }) => (
            <tr key={name} className="border-b border-rule align-baseline">
              <th scope="row" className="py-2 pe-4 text-start font-medium">
                {name}
              </th>
              <td className="py-2 pe-4 text-end font-serif text-2xl tabular-nums">{count}</td>
              <td className="py-2 text-muted">
                {of}
                {usual && <span className="block">{usual}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {report.parts.map(({ heading, lines }) => (
        <section key={heading} className="mt-8 break-inside-avoid">
          <h2 className="mb-2 text-base font-semibold">{heading}</h2>
          <dl className="text-sm">
            {lines.map(({ name, count }, i) => (
              <div key={i} className="flex justify-between gap-4 border-b border-rule py-1.5">
                <dt className="min-w-0">
                  <bdi className="break-words">{name}</bdi>
                </dt>
                <dd className="shrink-0 tabular-nums">{count}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {report.notes.length > 0 && (
        <ul className="mt-8 space-y-1 text-sm text-muted">
          {report.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
