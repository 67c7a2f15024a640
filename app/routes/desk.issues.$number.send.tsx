import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { pathNumber, postedForm } from "../answers.server.ts";
import { SendQuestion } from "../components/desk/issues/SendQuestion.tsx";
import { buttonClass, PageHead } from "../components/desk/kit.tsx";
import { questionOf } from "../models/questions.server.ts";
import { sendIssue } from "../models/sending.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `Send issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const number = pathNumber(params.number);
  const question = await questionOf(context, number);
  if (!("error" in question)) return { question };
  if (question.error === "not-set-up") throw redirect("/desk/settings");
  if (question.error === "already-sent") throw redirect(`/desk/issues/${number}`);
  throw new Response(null, { status: 404 });
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const number = pathNumber(params.number);
  const seen = String((await postedForm(request)).get("seen") ?? "");
  const sent = await sendIssue(context, number, editor.name, seen);
  if (!("error" in sent)) return redirect(`/desk/issues/${number}`);
  if (sent.error === "already-sent") return redirect(`/desk/issues/${number}?again`);
  if (sent.error === "not-found") throw new Response(null, { status: 404 });
  return data({ changed: sent.error === "changed-meanwhile" }, 409);
}

export default function Send() {
  const { question } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title={`Send issue ${question.number}`}
        lead={question.faults.length === 0 ? "Read this once more; it goes out as soon as you press the button." : null}
        actions={
          <>
            <a href={`/desk/issues/${question.number}/preview`} className={buttonClass()}>
              Preview
            </a>
            <a href={`/desk/issues/${question.number}`} className={buttonClass()}>
              Back to the issue
            </a>
          </>
        }
      />
      <SendQuestion question={question} changed={answer?.changed ?? false} />
    </>
  );
}
