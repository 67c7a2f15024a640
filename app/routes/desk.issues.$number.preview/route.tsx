import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useFetcher, useLoaderData } from "@remix-run/react";
import { buttonClass, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { directionOf, languages, type LanguageCode } from "#app/i18n/languages.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { testGroups } from "#app/models/desk/testGroups.server.ts";
import { firstWords } from "#app/models/issues/mailWords.server.ts";
import { previewOf } from "#app/models/issues/previews.server.ts";
import { asWordDraws } from "#app/models/issues/wordEngine.server.ts";
import { topicsToChoose } from "#app/models/readers/topicChoices.server.ts";
import { answerGroup, answerReader, answerTests } from "./answers.server.ts";
import { CopyChoice } from "./CopyChoice.tsx";
import { MailView } from "./MailView.tsx";
import { TestGroups } from "./TestGroups.tsx";
import { TestSend } from "./TestSend.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Preview of issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const preview = orNotFound(await previewOf(context, numberFromPath(params.number), editor.email));
  const { number, fromName: from, subject, preheader, language, html, text, frozen } = preview;
  const line = { from, subject, preview: firstWords(html), hasPreheader: preheader !== "", dir: directionOf(language) };
  return {
    number,
    text,
    frozen,
    own: editor.email,
    groups: await testGroups(context),
    topics: await topicsToChoose(context, language),
    language: languages[language as LanguageCode],
    inbox: line,
    losses: asWordDraws(html).losses,
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const form = await postedForm(request);
  const number = numberFromPath(params.number);
  if (form.get("intent") === "reader") {
    const answer = await answerReader(context, number, form, editor);
    return data(answer, "readerFault" in answer ? 400 : 200);
  }
  if (String(form.get("intent")).endsWith("-group")) {
    const answer = await answerGroup(context, form, editor);
    return data(answer, answer && "fault" in answer ? 400 : 200);
  }
  const answer = await answerTests(context, number, form, editor);
  return data(answer, answer.tests.some(({ fault }) => fault === null) ? 200 : 400);
}

export default function Preview() {
  const { number, text, frozen, own, groups, topics, language, inbox, losses } = useLoaderData<typeof loader>();
  const posted = useActionData<typeof action>();
  const tester = useFetcher<typeof action>();
  const chooser = useFetcher<typeof action>();
  const answer = tester.data ?? posted;
  const chosen = chooser.data ?? posted;
  const reader = chosen && ("reader" in chosen || "readerFault" in chosen) ? chosen : undefined;
  const copy = reader && "reader" in reader ? { text: reader.text, as: reader.reader.reference } : { text, as: null };
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
        <MailView number={number} {...copy} inbox={inbox} losses={losses} />
        <div className="min-w-0 flex-1 basis-60 space-y-6 sm:max-w-md">
          <CopyChoice
            {...{ topics, language }}
            answer={reader}
            onChoose={(form) => chooser.submit(form, { method: "post" })}
          />
          {!frozen && (
            <>
              <TestSend
                own={own}
                groups={groups}
                answer={answer && "tests" in answer ? answer : undefined}
                busy={tester.state !== "idle"}
                onSend={(form) => tester.submit(form, { method: "post" })}
              />
              <TestGroups
                groups={groups}
                answer={posted && ("group" in posted || "undo" in posted) ? posted : undefined}
              />
            </>
          )}
        </div>
      </div>
    </>
  );
}
