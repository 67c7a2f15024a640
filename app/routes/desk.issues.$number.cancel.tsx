import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { CancelQuestion } from "#app/components/desk/issues/CancelQuestion.tsx";
import { PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { cancelSend } from "#app/models/sending/pauses.server.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `Cancel issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const issue = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  if (issue.status !== "sending" && issue.status !== "paused") throw redirect(deskIssuePath(issue.number));
  const { number, subject, editionId } = issue;
  return { number, subject, counts: await countDeliveries(context, editionId) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  await postedForm(request);
  const issue = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  const send = sendOfIssue(issue);
  if (send) await cancelSend(context, send, editor.name);
  return redirect(deskIssuePath(issue.number));
}

export default function Cancel() {
  const { number, ...question } = useLoaderData<typeof loader>();
  return (
    <div className="max-w-3xl">
      <PageHead title={`Cancel the rest of issue ${number}?`} />
      <CancelQuestion kind="issue" path={deskIssuePath(number)} {...question} />
    </div>
  );
}
