import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { cancelIssue } from "#app/models/sending/pauses.server.ts";
import { CancelQuestion } from "./CancelQuestion.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Cancel issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const issue = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  if (issue.status !== "sending" && issue.status !== "paused") throw redirect(`/desk/issues/${issue.number}`);
  return { number: issue.number, subject: issue.subject, counts: await countDeliveries(context, issue.id) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  await postedForm(request);
  const issue = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  await cancelIssue(context, issue.id, editor.name);
  return redirect(`/desk/issues/${issue.number}`);
}

export default function Cancel() {
  const question = useLoaderData<typeof loader>();
  return (
    <div className="max-w-3xl">
      <PageHead title={`Cancel the rest of issue ${question.number}?`} />
      <CancelQuestion {...question} />
    </div>
  );
}
