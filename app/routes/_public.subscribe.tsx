import {
  data,
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { FullForm } from "#app/components/site/FullForm.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { Busy, PressOnce } from "#app/components/site/PressOnce.tsx";
import { headLines } from "#app/components/site/head.ts";
import { useDir, useWords } from "#app/components/ui/Words.tsx";
import { orNotFound, postedForm, titleFor } from "#app/http/params.server.ts";
import { contentPolicy } from "#app/http/requestGuard.server.ts";
import { answerSignUp, type SignUpResponse } from "#app/http/signUpForm.server.ts";
import { messagesIn, type Messages } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { withWord, wordIn } from "#app/models/joinSources.ts";
import { openLists } from "#app/models/readers/lists.server.ts";
import { newFormToken } from "#app/models/readers/sign-up/formTokens.server.ts";
import { topicsToChoose } from "#app/models/readers/topicChoices.server.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";

const path = "/subscribe";
const noStore = { "Cache-Control": "no-store" };

/** A list's own URL ticks that list, because its visitor asked for it; nothing else is ticked beforehand (C-03). */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const { name, pitch, language, replyTo, fromAddress } = briefing;
  const words = messagesIn(language);
  const title = titleFor(context, words, `${words("signUp.title", { name })} · ${name}`);
  const head = pageMeta(context, briefing, { path, title, description: pitch });
  const list = new URL(request.url).searchParams.get("list") ?? "";
  // A list's own page is kept for nobody: it carries its source word by itself.
  const source = withWord(path, list ? wordIn(request.url) : null);
  const choices = { lists: await openLists(context), topics: await topicsToChoose(context, language) };
  const fresh = { email: "", name: "", lists: [list], topics: [], source, form: newFormToken(context, "form") };
  const contact = replyTo ?? fromAddress;
  // The plain form is kept for everybody for a minute, with its token (C-23); see http/pageAddress.
  return data({ name, pitch, contact, head, ...choices, fresh }, { headers: list ? noStore : {} });
}

/** Responds the same for every address (C-06), and for robots that filled in the hidden field. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { language } = orNotFound(await getBriefing(context));
  const caller = { ip: context.ip, userAgent: request.headers.get("user-agent"), language };
  const answer = await answerSignUp(context, await postedForm(request), caller);
  if (answer.kind === "sent") return redirect("/subscribe/sent", 303);
  context.hasFault = answer.kind === "faulty";
  // The challenge's script is allowed by this response's nonce.
  const scripts = answer.kind === "press" && answer.challenge ? `'nonce-${context.nonce}'` : "'none'";
  const headers = { ...noStore, "Content-Security-Policy": contentPolicy({ scripts }) };
  return data({ answer }, { status: statuses[answer.kind], headers });
}

const statuses = { faulty: 400, hint: 200, press: 200, busy: 429, closed: 409 };

export const headers: HeadersFunction = ({ actionHeaders, loaderHeaders }) =>
  actionHeaders.has("Content-Security-Policy") ? actionHeaders : loaderHeaders;

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function Subscribe() {
  const answer = useActionData<typeof action>()?.answer;
  const { name } = useLoaderData<typeof loader>();
  return (
    <Note title={titleOf(useWords(), name, answer?.kind)}>
      <Step answer={answer} />
    </Note>
  );
}

function titleOf(words: Messages, name: string, kind?: SignUpResponse["kind"]): string {
  if (kind === "press") return words("signUp.pressTitle");
  return kind === "busy" ? words("signUp.busyTitle") : words("signUp.title", { name });
}

function Step({ answer }: { answer?: Exclude<SignUpResponse, { kind: "sent" }> }) {
  const { pitch, contact, lists, topics, fresh } = useLoaderData<typeof loader>();
  const [words, dir] = [useWords(), useDir()];
  if (answer?.kind === "press") return <PressOnce action={path} {...answer} />;
  if (answer?.kind === "busy") return <Busy back={path} contact={contact} {...answer} />;
  if (lists.length === 0) return <p>{words("signUp.closed")}</p>;
  const view = { lists, topics, typed: fresh, ...(answer && answer.kind !== "closed" ? answer : {}) };
  return (
    <>
      <p dir={dir(pitch)} className="first-letter:uppercase">
        {pitch}
      </p>
      <div className="mt-8">
        <FullForm action={path} view={view} />
      </div>
    </>
  );
}
