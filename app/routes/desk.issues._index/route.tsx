import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { randomUUID } from "node:crypto";
import { Beginnings } from "#app/components/desk/issues/NewIssue.tsx";
import { buttonClass, EmptyState, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { peopleInList } from "#app/models/comments/people.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { beginIssue, lastSentOfAll, type Beginning } from "#app/models/issues/beginnings.server.ts";
import { listIssues } from "#app/models/issues/list.server.ts";
import { issueTemplates, type IssueTemplate } from "#app/models/issues/templates.server.ts";
import { allLists, listById } from "#app/models/readers/lists.server.ts";
import { withStandings } from "#app/models/sending/standing.server.ts";
import { IssueTable } from "./IssueTable.tsx";
import { deletedJustNow, templateActs } from "./templates.server.ts";
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
  const last = await lastSentOfAll(context);
  const lists = await allLists(context);
  return {
    ...{ issues, people, mine, me: id, all: all.map(({ number, subject }) => ({ number, subject })) },
    timeZone: await timeZoneOf(context),
    lists: lists.map((list) => ({ ...list, last: last.get(list.id) ?? null })),
    templates: await issueTemplates(context),
    deleted: await deletedJustNow(context, request),
    pageKey: randomUUID(),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const form = await postedForm(request);
  const act = templateActs[String(form.get("intent"))];
  if (act) return act(context, editor.name, form);
  const asked = numberFromForm(form, "list");
  const list = asked > 0 ? await listById(context, asked) : (await allLists(context))[0];
  if (!list) return redirect("/desk/lists");
  const key = /^[\w-]{32,80}$/.exec(String(form.get("key")))?.[0] ?? null;
  const number = await beginIssue(context, list.id, beginningOf(form), editor.name, { key });
  return redirect(deskIssuePath(number));
}

function beginningOf(form: FormData): Beginning {
  if (form.get("from") === "last") return { from: "last" };
  const id = numberFromForm(form, "from");
  return id > 0 ? { from: "template", id } : { from: "empty" };
}

export default function Issues() {
  const { issues, all, people, mine, me, timeZone, lists, templates, deleted, pageKey } =
    useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const beginnings = <BeginningsOfAll {...{ lists, templates, pageKey }} />;
  const kept = <TemplatesPanel {...{ templates, deleted, lists, issues: all, fault: refused?.fault ?? null }} />;
  if (all.length === 0)
    return (
      <>
        <PageHead title="Issues" />
        <EmptyState title="No issue yet" action={beginnings}>
          An issue is a few articles in order, with a subject and a line or two before them. You arrange it, look at it
          as readers will see it, and send it once to everybody on a list. Begin one now; nothing leaves by itself.
        </EmptyState>
        {templates.length > 0 || deleted ? kept : null}
      </>
    );
  return (
    <>
      <PageHead
        title="Issues"
        lead="What is being made, and everything that went out."
        actions={lists.length === 1 && beginnings}
      />
      {lists.length > 1 && <div className="mb-6">{beginnings}</div>}
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
      {kept}
    </>
  );
}

type BeginningsOfAllProps = {
  lists: { id: number; name: string; last: number | null }[];
  templates: IssueTemplate[];
  pageKey: string;
};

/** The beginnings of an issue, for the one list, or for each. */
function BeginningsOfAll({ lists, templates, pageKey }: BeginningsOfAllProps) {
  const [only, ...more] = lists;
  if (only && more.length === 0)
    return (
      <span className="flex flex-wrap justify-center gap-3">
        <Beginnings list={only} last={only.last} {...{ templates, pageKey }} />
      </span>
    );
  return (
    <Panel title="New issue">
      <ul className="space-y-3 text-start">
        {lists.map((list) => (
          <li key={list.id} className="flex flex-wrap items-center gap-3">
            <bdi className="min-w-40 text-sm font-medium">{list.name}</bdi>
            <Beginnings list={list} last={list.last} {...{ templates, pageKey }} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
