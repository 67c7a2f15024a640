import { data, redirect, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { FullForm } from "#app/components/site/FullForm.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { useDir, useWords } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { openLists } from "#app/models/readers/lists.server.ts";
import { isShareLink } from "#app/models/readers/referrals.server.ts";
import { newFormToken } from "#app/models/readers/sign-up/formTokens.server.ts";
import { topicsToChoose } from "#app/models/readers/topicChoices.server.ts";

/** The sign-up page behind a reader’s personal link. One that is no more leads to the plain page: nobody stands before a shut door. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, pitch, language } = orNotFound(await getBriefing(context));
  if (!(await isShareLink(context, params.token!))) return redirect("/subscribe", 302);
  const choices = { lists: await openLists(context), topics: await topicsToChoose(context, language) };
  const source = `/with/${params.token}`;
  const fresh = { email: "", name: "", lists: [], topics: [], source, form: newFormToken(context, "form") };
  const title = `${messagesIn(language)("signUp.title", { name })} · ${name}`;
  return data({ title, name, pitch, ...choices, fresh }, { headers: { "Cache-Control": "no-store" } });
}

export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex" },
];

export default function WithAReader() {
  const { name, pitch, lists, topics, fresh } = useLoaderData<typeof loader>();
  const [words, dir] = [useWords(), useDir()];
  return (
    <Note title={words("signUp.title", { name })}>
      <p>{words("signUp.byReader", { name })}</p>
      {lists.length === 0 ? (
        <p>{words("signUp.closed")}</p>
      ) : (
        <>
          <p dir={dir(pitch)} className="first-letter:uppercase">
            {pitch}
          </p>
          <div className="mt-8">
            <FullForm action="/subscribe" view={{ lists, topics, typed: fresh }} />
          </div>
        </>
      )}
      <p className="text-[0.9375rem] text-muted">{words("signUp.ownLink")}</p>
    </Note>
  );
}
