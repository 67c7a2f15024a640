import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { DeadLink, Note } from "#app/components/site/Note.tsx";
import { TestNote } from "#app/components/ui/TestNote.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { openTestPage } from "#app/models/readers/testPages.server.ts";

/** The page behind a question of a test mail. Nobody got an edition yet, so there is nothing to answer. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const isTest = (await openTestPage(context, params.token!)) !== null;
  const title = `${isTest ? words("testMail.label") : words("errors.deadLink")} · ${name}`;
  return data({ title, isTest }, { status: isTest ? 200 : 404 });
}

/** Whatever is posted: the page is shown again. */
export function action({ params }: ActionFunctionArgs) {
  return redirect(`/test-mail/${encodeURIComponent(params.token!)}/answers/1/1`, 303);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex, nofollow, noarchive" },
];

export default function TestAnswersPage() {
  const { isTest } = useLoaderData<typeof loader>();
  const words = useWords();
  if (!isTest) return <DeadLink title={words("errors.deadLink")}>{null}</DeadLink>;
  return (
    <>
      <TestNote />
      <Note title={words("testMail.label")}>
        <p>{words("ask.test")}</p>
      </Note>
    </>
  );
}
