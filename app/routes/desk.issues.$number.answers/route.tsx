import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { buttonClass, EmptyState, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issueFeedback, remarksOf } from "#app/models/feedback/results.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { FeedbackPanel } from "./FeedbackPanel.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Answers to issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const number = numberFromPath(params.number);
  const { subject, editionId } = orNotFound(await issueByNumber(context, number));
  const { accepted } = await countDeliveries(context, editionId);
  return {
    ...{ number, subject, accepted, timeZone: await timeZoneOf(context) },
    results: await issueFeedback(context, number),
    remarks: await remarksOf(context, { issue: number }),
  };
}

/** The answers of readers to what an issue asked. */
export default function IssueAnswers() {
  const { number, subject, ...answers } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title={
          <>
            <span className="mb-2 block font-sans text-sm font-normal tracking-normal text-muted">
              Answers to issue {number}
            </span>
            <bdi>{subject || "No subject yet"}</bdi>
          </>
        }
        actions={
          <a href={deskIssuePath(number)} className={buttonClass()}>
            The issue
          </a>
        }
      />
      {answers.results.length === 0 ? (
        <EmptyState title="It asks nothing">
          The{" "}
          <a href="/desk/settings/counting" className="underline underline-offset-4">
            settings of counting
          </a>{" "}
          say what issues ask, and an editor can put polls into them.
        </EmptyState>
      ) : (
        <FeedbackPanel {...answers} file={deskIssuePath(number, "answers/file")} />
      )}
    </>
  );
}
