import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { NewIssue } from "#app/components/desk/issues/NewIssue.tsx";
import { EmptyState, PageHead } from "#app/components/desk/kit.tsx";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { listIssues } from "#app/models/issues/list.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { withStandings } from "#app/models/sending/standing.server.ts";
import { IssueTable } from "./IssueTable.tsx";

export const meta: MetaFunction = () => [{ title: "Issues · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  return { issues: await withStandings(context, await listIssues(context)), timeZone: await timeZoneOf(context) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const list = await firstList(context);
  if (!list) return redirect("/desk/lists");
  const number = await createIssue(context, list.id);
  await logAction(context, editor.name, "issue-created", `issue ${number}`);
  return redirect(deskIssuePath(number));
}

export default function Issues() {
  const { issues, timeZone } = useLoaderData<typeof loader>();
  if (issues.length === 0)
    return (
      <>
        <PageHead title="Issues" />
        <EmptyState title="No issue yet" action={<NewIssue />}>
          An issue is a few articles in order, with a subject and a line or two before them. It goes to a list once.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHead title="Issues" lead="What is being made, and everything that went out." actions={<NewIssue />} />
      <IssueTable issues={issues} timeZone={timeZone} />
    </>
  );
}
