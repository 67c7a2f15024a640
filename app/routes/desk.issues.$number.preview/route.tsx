import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useFetcher, useLoaderData } from "@remix-run/react";
import { InboxLine } from "#app/components/desk/issues/InboxLine.tsx";
import { buttonClass, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { previewOf } from "#app/models/issues/previews.server.ts";
import { sendTest } from "#app/models/sending/testSend.server.ts";
import { MailView } from "./MailView.tsx";
import { isAboutAddress, wordTestRefusal } from "./testRefusals.server.ts";
import { TestSend, type TestAnswer } from "./TestSend.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Preview of issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const preview = orNotFound(await previewOf(context, numberFromPath(params.number), editor.email));
  const { number, fromName, subject, preheader, text, frozen } = preview;
  return { number, fromName, subject, preheader, text, frozen, own: editor.email };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const form = await postedForm(request);
  const to = String(form.get("to") ?? "").slice(0, 1000);
  const tried = await sendTest(context, numberFromPath(params.number), to, editor);
  if ("reply" in tried) return data<TestAnswer>({ to, ...tried });
  const words = wordTestRefusal(tried);
  return data<TestAnswer>({ to, ...(isAboutAddress(tried) ? { fault: words } : { error: words }) }, 400);
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
          <a href={deskIssuePath(number)} className={buttonClass()}>
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
