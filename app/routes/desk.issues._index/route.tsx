import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { NewIssue } from "#app/components/desk/issues/NewIssue.tsx";
import { EmptyState, PageHead } from "#app/components/desk/kit.tsx";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { peopleInList } from "#app/models/comments/people.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { listIssues } from "#app/models/issues/list.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { withStandings } from "#app/models/sending/standing.server.ts";
import { IssueTable } from "./IssueTable.tsx";

export const meta: MetaFunction = () => [{ title: "Issues · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id } = await requireEditor(request, context);
  const all = await withStandings(context, await listIssues(context));
  const people = await peopleInList(
    context,
    id,
    "issue",
    all.map((issue) => issue.id),
  );
  const mine = new URL(request.url).searchParams.has("mine");
  const issues = mine ? all.filter((issue) => people[issue.id]?.assigned?.editorId === id) : all;
  return { issues, people, mine, me: id, hasAny: all.length > 0, timeZone: await timeZoneOf(context) };
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
  const { issues, people, mine, me, hasAny, timeZone } = useLoaderData<typeof loader>();
  if (!hasAny)
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
      <p className="mb-4 text-sm">
        <Link
          to={mine ? "/desk/issues" : "/desk/issues?mine"}
          className="inline-flex min-h-8 items-center text-accent underline underline-offset-4"
        >
          {mine ? "Show all issues" : "Show mine"}
        </Link>
      </p>
      {issues.length === 0 ? (
        <EmptyState title="No issue is assigned to you">Issues are assigned on their pages.</EmptyState>
      ) : (
        <IssueTable issues={issues} people={people} me={me} timeZone={timeZone} />
      )}
    </>
  );
}
