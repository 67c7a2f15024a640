import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Difference } from "#app/components/desk/revisions/Difference.tsx";
import { RevisionsPage } from "#app/components/desk/revisions/RevisionsPage.tsx";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issueRevisions, restoreIssue, type IssueDifference } from "#app/models/issues/issueRevisions.server.ts";
import { isOpen, issueByNumber } from "#app/models/issues/issues.server.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `Revisions of issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const issue = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  const asked = new URL(request.url).searchParams;
  const [shown, before] = ["shown", "before"].map((name) =>
    asked.has(name) ? numberFromPath(asked.get(name)!) : undefined,
  );
  return {
    number: issue.number,
    mayRestore: isOpen(issue),
    list: await issueRevisions(context, issue, shown, before),
    restored: asked.has("restored"),
    timeZone: await timeZoneOf(context),
  };
}

/** Brings a revision back; an issue that is on its way stays as it is. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const issue = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  const revision = numberFromForm(await postedForm(request), "revision");
  const restored = await restoreIssue(context, editor.name, issue, revision);
  return redirect(deskIssuePath(issue.number, `revisions${"error" in restored ? "" : "?restored"}`));
}

const names: Record<IssueDifference["parts"][number]["part"], string> = {
  subject: "Subject",
  preheader: "Preheader",
  list: "List",
  intro: "Intro",
  articles: "Sections and articles, in their order",
  outro: "Outro",
};

export default function RevisionsOfIssue() {
  const { number, mayRestore, list, restored, timeZone } = useLoaderData<typeof loader>();
  const { parts = [] } = list.difference ?? {};
  return (
    <RevisionsPage
      title={`Revisions of issue ${number}`}
      back={{ path: deskIssuePath(number), name: "To the issue" }}
      list={list}
      said={restored && "It is back, as the newest revision. If it was the wrong one, bring back the one below it."}
      mayRestore={mayRestore}
      timeZone={timeZone}
    >
      <Difference parts={parts} names={names} />
    </RevisionsPage>
  );
}
