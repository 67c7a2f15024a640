import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { NewIssue } from "#app/components/desk/issues/NewIssue.tsx";
import { buttonClass, EmptyState, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { peopleInList } from "#app/models/comments/people.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { oneLine } from "#app/models/fields.server.ts";
import {
  beginIssue,
  deleteTemplate,
  issueTemplates,
  lastSent,
  saveTemplate,
  type Beginning,
  type IssueTemplate,
} from "#app/models/issues/beginnings.server.ts";
import { listIssues } from "#app/models/issues/list.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { withStandings } from "#app/models/sending/standing.server.ts";
import { IssueTable } from "./IssueTable.tsx";
import { TemplatesPanel } from "./TemplatesPanel.tsx";

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
  const list = await firstList(context);
  return {
    ...{ issues, people, mine, me: id, all: all.map(({ number, subject }) => ({ number, subject })) },
    timeZone: await timeZoneOf(context),
    last: list ? await lastSent(context, list.id) : null,
    templates: await issueTemplates(context),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const list = await firstList(context);
  if (!list) return redirect("/desk/lists");
  const form = await postedForm(request);
  const intent = form.get("intent");
  if (intent === "keep-template") return keepTemplate(context, editor.name, form);
  if (intent === "delete-template") {
    const id = numberFromForm(form, "template");
    if (await deleteTemplate(context, id)) await logAction(context, editor.name, "template-deleted", `template ${id}`);
    return redirect("/desk/issues");
  }
  const number = await beginIssue(context, list.id, beginningOf(form));
  await logAction(context, editor.name, "issue-created", `issue ${number}`);
  return redirect(deskIssuePath(number));
}

function beginningOf(form: FormData): Beginning {
  if (form.get("from") === "last") return { from: "last" };
  const id = numberFromForm(form, "from");
  return id > 0 ? { from: "template", id } : { from: "empty" };
}

async function keepTemplate(context: Context, by: string, form: FormData) {
  const name = oneLine("Give it a name.", 80).safeParse(form.get("name") ?? "");
  if (!name.success) return { fault: name.error.issues[0]!.message };
  const number = numberFromForm(form, "number");
  const id = await saveTemplate(context, by, number, { name: name.data, listId: null });
  if (id === null) return { fault: "This issue is no longer there." };
  await logAction(context, by, "template-kept", `issue ${number} as template ${id}: ${name.data}`);
  return redirect("/desk/issues#templates");
}

export default function Issues() {
  const { issues, all, people, mine, me, timeZone, last, templates } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const beginnings = <Beginnings last={last} templates={templates} />;
  if (all.length === 0)
    return (
      <>
        <PageHead title="Issues" />
        <EmptyState title="No issue yet" action={beginnings}>
          An issue is a few articles in order, with a subject and a line or two before them. You arrange it, look at it
          as readers will see it, and send it once to everybody on a list. Begin one now; nothing leaves by itself.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHead title="Issues" lead="What is being made, and everything that went out." actions={beginnings} />
      <p className="mb-4 text-sm">
        <Link
          to={mine ? "/desk/issues" : "/desk/issues?mine"}
          className="inline-flex min-h-8 items-center text-accent underline underline-offset-4"
        >
          {mine ? "Show all issues" : "Show mine"}
        </Link>
      </p>
      {issues.length === 0 ? (
        <EmptyState
          title="No issue is assigned to you"
          action={
            <Link to="/desk/issues" className={buttonClass()}>
              Show all issues
            </Link>
          }
        >
          Who takes care of an issue is set on its page, beside the comments. Yours stand here then.
        </EmptyState>
      ) : (
        <IssueTable issues={issues} people={people} me={me} timeZone={timeZone} />
      )}
      <TemplatesPanel templates={templates} issues={all} fault={refused?.fault ?? null} />
    </>
  );
}

/** One click for each beginning: like the last issue, from a template, or empty. */
function Beginnings({ last, templates }: { last: number | null; templates: IssueTemplate[] }) {
  return (
    <>
      {last !== null && <NewIssue kind="quiet" from="last" label={`Like issue ${last}, without its articles`} />}
      {templates.map(({ id, name }) => (
        <NewIssue key={id} kind="quiet" from={id} label={`From “${name}”`} />
      ))}
      <NewIssue />
    </>
  );
}
