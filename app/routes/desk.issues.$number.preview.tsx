import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useFetcher, useLoaderData } from "@remix-run/react";
import { orNotFound, pathNumber, postedForm } from "../answers.server.ts";
import { InboxLine } from "../components/desk/issues/InboxLine.tsx";
import { MailView } from "../components/desk/issues/MailView.tsx";
import { TestSend, type TestAnswer } from "../components/desk/issues/TestSend.tsx";
import { buttonClass, PageHead, Panel } from "../components/desk/kit.tsx";
import { previewOf } from "../models/previews.server.ts";
import { sendTest } from "../models/testSends.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `Preview of issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const preview = orNotFound(await previewOf(context, pathNumber(params.number), editor.email));
  const { number, fromName, subject, preheader, text, frozen } = preview;
  return { number, fromName, subject, preheader, text, frozen, own: editor.email };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const form = await postedForm(request);
  const to = String(form.get("to") ?? "").slice(0, 1000);
  const tried = await sendTest(context, pathNumber(params.number), to, editor);
  return data<TestAnswer>({ to, ...tried }, "reply" in tried ? 200 : 400);
}

export default function Preview() {
  const { number, fromName, subject, preheader, text, frozen, own } = useLoaderData<typeof loader>();
  const posted = useActionData<typeof action>();
  const tester = useFetcher<typeof action>();
  return (
    <>
      <PageHead
        title={frozen ? `Issue ${number} as it was sent` : `Preview of issue ${number}`}
        lead={frozen ? "This edition is frozen; later corrections do not change it." : "As it would go out now."}
        actions={
          <a href={`/desk/issues/${number}`} className={buttonClass()}>
            Back to the issue
          </a>
        }
      />
      <div className="flex flex-wrap items-start gap-6">
        <MailView number={number} text={text} />
        <div className="min-w-0 flex-1 basis-60 space-y-6 sm:max-w-md">
          <Panel>
            <InboxLine from={fromName} subject={subject} preheader={preheader} />
          </Panel>
          {!frozen && (
            <TestSend
              own={own}
              answer={tester.data ?? posted}
              busy={tester.state !== "idle"}
              onSend={(form) => tester.submit(form, { method: "post" })}
            />
          )}
        </div>
      </div>
    </>
  );
}
