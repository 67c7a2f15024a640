import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { isMoving } from "#app/components/desk/issues/SendView.tsx";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { numberFromPath, orNotFound, postedForm, restAfter } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/desk/roles.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { articleChoices, issueFormSchema, savedMeanwhile } from "#app/models/issues/editing.server.ts";
import { deleteIssue, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { progressOf } from "#app/models/sending/progress.server.ts";
import { ComposePage } from "./ComposePage.tsx";
import { ProgressView } from "./ProgressView.tsx";
import type { SaveAnswer } from "./answers.ts";
import { issueEditorOf } from "./issueEditor.server.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `Issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const number = numberFromPath(params.number);
  const timeZone = await timeZoneOf(context);
  const maySend = mayActAs(editor.role, "operator");
  const composition = await issueEditorOf(context, number);
  if (!("error" in composition)) {
    const choices = await articleChoices(context, "");
    return { composition, choices, timeZone, canSend: maySend };
  }
  if (composition.error === "not-set-up") throw redirect("/desk/settings");
  const issue = orNotFound(await issueByNumber(context, number));
  const again = new URL(request.url).searchParams.has("again");
  const began = performance.now();
  const progress = orNotFound(await progressOf(context, issue));
  return { progress, timeZone, again, maySteer: maySend, rest: restAfter(performance.now() - began) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const number = numberFromPath(params.number);
  const form = await postedForm(request);
  if (form.get("intent") === "delete") {
    const deleted = await deleteIssue(context, number);
    if (deleted) await logAction(context, editor.name, "issue-deleted", `issue ${number}`);
    return redirect(deleted ? "/desk/issues" : deskIssuePath(number));
  }
  const parsed = parseForm(issueFormSchema, form);
  if ("reply" in parsed) return data<SaveAnswer>({ errors: parsed.reply.error ?? {} }, 400);
  const { version, ...input } = parsed.value;
  const saved = await saveIssue(context, number, version, input, editor.name);
  if ("saved" in saved)
    return data<SaveAnswer>({ saved: { version: version + 1, at: context.clock(), tookBack: saved.tookBack } });
  const theirs = saved.error === "changed-meanwhile" ? await savedMeanwhile(context, number) : undefined;
  return data<SaveAnswer>(theirs ? { conflict: theirs } : { refused: refusals[saved.error] }, 409);
}

const refusals = {
  "changed-meanwhile":
    "This issue was deleted meanwhile. What you typed still stands here; copy what you want to keep.",
  "already-sent": "This issue is on its way to its readers, so it cannot be changed any more.",
  "list-gone": "The list is no longer there. Choose another one, then save again.",
  "article-gone": "One of the articles was deleted meanwhile. Take it out, then save again.",
};

export default function IssueAtTheDesk() {
  const loaded = useLoaderData<typeof loader>();
  const { state, revalidate } = useRevalidator();
  useLive(isMoving(loaded.progress), state === "loading", revalidate, loaded.rest);
  return loaded.progress ? <ProgressView {...loaded} /> : <ComposePage {...loaded} />;
}
