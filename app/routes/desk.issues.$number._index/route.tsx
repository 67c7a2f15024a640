import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { isMoving } from "#app/components/desk/issues/SendView.tsx";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { numberFromPath, orNotFound, restAfter } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { hasPasskeys } from "#app/models/desk/passkeys.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { removeElsewhere } from "#app/models/issues/elsewhere.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { stepsOf } from "#app/models/issues/steps.server.ts";
import { progressOf } from "#app/models/sending/progress.server.ts";
import { peopleOf } from "#app/models/comments/people.server.ts";
import { reviewers } from "#app/models/sending/askReview.server.ts";
import { askLock } from "#app/models/sheetLocks.server.ts";
import { ComposePage } from "./ComposePage.tsx";
import { ElsewhereView } from "./ElsewhereView.tsx";
import { ProgressView } from "./ProgressView.tsx";
import { checkedIssue } from "#app/models/preflight/preflight.server.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `Issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const number = numberFromPath(params.number);
  const timeZone = await timeZoneOf(context);
  const maySend = mayActAs(editor.role, "operator");
  const composition = await checkedIssue(context, number);
  if (!("error" in composition)) {
    const { id, name, email } = editor;
    const lock = await askLock(context, id, { sheet: `issue ${number}`, tab: "", act: "read" });
    const who = { id, name, email, hasPasskey: await hasPasskeys(context, id) };
    const { savedBy } = composition;
    const people = orNotFound(await peopleOf(context, editor.id, { kind: "issue", subject: composition.id }));
    const around = {
      people,
      steps: await stepsOf(context, number),
      reviewers: await reviewers(context),
      role: editor.role,
    };
    return { composition, timeZone, canSend: maySend, editor: who, lock, savedBy, around };
  }
  if (composition.error === "not-set-up") throw redirect("/desk/settings");
  const issue = orNotFound(await issueByNumber(context, number));
  if (issue.elsewhere !== null) {
    const { subject, elsewhere, sentAt, list } = issue;
    return { gone: { number, subject, elsewhere, sentAt, list: list.name, mayRemove: maySend }, timeZone };
  }
  const again = new URL(request.url).searchParams.has("again");
  const began = performance.now();
  const progress = orNotFound(await progressOf(context, issue));
  const steps = await stepsOf(context, number);
  return { progress, steps, timeZone, again, maySteer: maySend, rest: restAfter(performance.now() - began) };
}

/** Takes an issue that was sent elsewhere out of the archive; no other is removed here. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const isRemoved = await removeElsewhere(context, numberFromPath(params.number), editor.name);
  if (!isRemoved) throw new Response(null, { status: 404 });
  return redirect("/desk/issues");
}

export default function IssueAtTheDesk() {
  const loaded = useLoaderData<typeof loader>();
  const { state, revalidate } = useRevalidator();
  useLive(isMoving(loaded.progress), state === "loading", revalidate, loaded.rest);
  if (loaded.gone) return <ElsewhereView {...loaded.gone} timeZone={loaded.timeZone} />;
  return loaded.progress ? <ProgressView {...loaded} /> : <ComposePage key={loaded.composition.number} {...loaded} />;
}
