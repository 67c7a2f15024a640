import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData, useRevalidator } from "@remix-run/react";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { buttonClass, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { readMoment } from "#app/models/dates.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { wordMomentFault } from "#app/models/faultWords.server.ts";
import { preflightByNumber } from "#app/models/preflight/preflight.server.ts";
import { approveIssue, scheduleIssue, withdrawApproval, type Approved } from "#app/models/sending/approvals.server.ts";
import { runRehearsal, startRehearsal } from "#app/models/sending/rehearsal/run.server.ts";
import { rehearsalByNumber } from "#app/models/sending/rehearsal/store.server.ts";
import { rehearsalWarnings } from "#app/models/sending/rehearsal/text.server.ts";
import { sendReview } from "#app/models/sending/review.server.ts";
import { sendIssue, type Sent } from "#app/models/sending/start.server.ts";
import { heldByAnother } from "#app/models/sheetLocks.server.ts";
import type { TimeAnswer } from "./SendLater.tsx";
import { SendQuestion } from "./SendQuestion.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Send issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const number = numberFromPath(params.number);
  const question = await sendReview(context, number);
  if (!("error" in question)) {
    const preflight = orNotFound(await preflightByNumber(context, number));
    return { question: { ...question, preflight }, timeZone: await timeZoneOf(context) };
  }
  if (question.error === "not-set-up") throw redirect("/desk/settings");
  if (question.error === "already-sent") throw redirect(deskIssuePath(number));
  throw new Response(null, { status: 404 });
}

/** `held`: why it waits for somebody who writes in the issue. */
type Answer = { changed: boolean; unseen?: true; held?: string; time?: TimeAnswer };

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const number = numberFromPath(params.number);
  const form = await postedForm(request);
  const text = (name: string) => String(form.get(name) ?? "").slice(0, 100);
  const page = deskIssuePath(number);
  switch (form.get("intent")) {
    case "rehearse":
      await beginRehearsal(context, number);
      // The page shows why a rehearsal was refused.
      return redirect(`${page}/send#rehearsal`);
    case "withdraw":
      await withdrawApproval(context, number, editor.name);
      return redirect(page);
  }
  // Later than what stops an issue, which nobody's open page may hold up.
  const held = await heldByAnother(context, editor.id, "issue", number);
  if (held) return data<Answer>({ changed: false, held }, 409);
  switch (form.get("intent")) {
    case "approve":
      return answer(await approveIssue(context, number, editor.name, text("seen")));
    case "schedule":
      return schedule(text("sendAt"));
    default:
      if (!form.has("nevertheless") && (await isWarned(context, number, text("seen"))))
        return data<Answer>({ changed: false, unseen: true }, 409);
      return answer(await sendIssue(context, number, editor.name, text("seen")));
  }

  async function schedule(typed: string) {
    const moment = readMoment(typed, await timeZoneOf(context));
    if ("error" in moment)
      return data<Answer>({ changed: false, time: { typed, fault: wordMomentFault(moment) } }, 400);
    return answer(await scheduleIssue(context, number, moment.at, editor.name, text("seen")), typed);
  }

  function answer(came: Sent | Approved, typed = "") {
    if (!("error" in came)) return redirect(page);
    if (came.error === "already-sent") return redirect(`${page}?again`);
    if (came.error === "not-found") throw new Response(null, { status: 404 });
    if (came.error === "past" || came.error === "too-far")
      return data<Answer>({ changed: false, time: { typed, fault: timeFaults[came.error] } }, 400);
    return data<Answer>({ changed: came.error === "changed-meanwhile" }, 409);
  }
}

/** Continues after the response; the page polls its progress. */
async function beginRehearsal(context: RequestContext, number: number): Promise<void> {
  const begun = await startRehearsal(context, number);
  if ("error" in begun) return;
  runRehearsal(context, begun).catch((error: unknown) => {
    context.log.error({ error }, "a rehearsal was broken off");
  });
}

async function isWarned(context: RequestContext, number: number, seen: string): Promise<boolean> {
  const rehearsal = await rehearsalByNumber(context, number, seen);
  return rehearsal?.state === "done" && rehearsalWarnings(rehearsal.found).length > 0;
}

const timeFaults = {
  past: "That time has passed. Choose one that is still to come.",
  "too-far": "That is more than a year ahead. Choose a nearer time.",
};

export default function Send() {
  const { question, timeZone } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { state, revalidate } = useRevalidator();
  useLive(question.rehearsal?.state === "running", state === "loading", revalidate);
  return (
    <>
      <PageHead
        title={`Send issue ${question.number}`}
        lead={question.faults.length === 0 ? "Read this once more; it goes out as soon as you press the button." : null}
        actions={
          <>
            <a href={deskIssuePath(question.number, "preview")} className={buttonClass()}>
              Preview
            </a>
            <a href={deskIssuePath(question.number)} className={buttonClass()}>
              Back to the issue
            </a>
          </>
        }
      />
      <SendQuestion question={question} timeZone={timeZone} {...answer} />
    </>
  );
}
