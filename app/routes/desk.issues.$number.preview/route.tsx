import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useFetcher, useLoaderData } from "@remix-run/react";
import { buttonClass, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { directionOf } from "#app/i18n/languages.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { firstWords } from "#app/models/issues/mailWords.server.ts";
import { previewOf } from "#app/models/issues/previews.server.ts";
import { asWordDraws } from "#app/models/issues/wordEngine.server.ts";
import { sendTest } from "#app/models/sending/testSend.server.ts";
import { MailView } from "./MailView.tsx";
import { isAboutAddress, wordTestRefusal } from "./testRefusals.server.ts";
import { TestSend, type TestAnswer } from "./TestSend.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Preview of issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const preview = orNotFound(await previewOf(context, numberFromPath(params.number), editor.email));
  const { number, fromName: from, subject, preheader, language, html, text, frozen } = preview;
  const line = { from, subject, preview: firstWords(html), hasPreheader: preheader !== "", dir: directionOf(language) };
  return { number, text, frozen, own: editor.email, inbox: line, losses: asWordDraws(html).losses };
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
  const { number, text, frozen, own, inbox, losses } = useLoaderData<typeof loader>();
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
        <MailView number={number} text={text} inbox={inbox} losses={losses} />
        <div className="min-w-0 flex-1 basis-60 space-y-6 sm:max-w-md">
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
