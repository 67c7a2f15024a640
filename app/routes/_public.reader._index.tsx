import {
  data,
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { SectionFault } from "#app/components/reader/Section.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { Busy, PressOnce } from "#app/components/site/PressOnce.tsx";
import { FaultSummary } from "#app/components/ui/FaultSummary.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound, postedForm, titleFor } from "#app/http/params.server.ts";
import { contentPolicy } from "#app/http/requestGuard.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { requestLink } from "#app/models/readers/links.server.ts";

const path = "/reader";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, language, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const title = titleFor(context, words, `${words("reader.ask.title")} · ${name}`);
  return { title, url: context.config.appUrl + path, contact: replyTo ?? fromAddress };
}

/** Responds the same for every address (C-06). */
export async function action({ request, context }: ActionFunctionArgs) {
  const { language } = orNotFound(await getBriefing(context));
  const form = await postedForm(request);
  const text = (name: string) => String(form.get(name) ?? "");
  const address = parseAddress(text("email"));
  if ("error" in address) {
    context.hasFault = true;
    const fault = messagesIn(language)("reader.fault.email");
    return data({ kind: "faulty" as const, fault, typed: text("email").slice(0, 300) }, { status: 400 });
  }
  const pressed = { form: text("form"), proof: text("proof") };
  const answer = await requestLink(context, address.email, context.ip, pressed);
  if ("sent" in answer) return redirect("/reader/sent", 303);
  if (answer.error === "busy") return data({ kind: "busy" as const }, { status: 429 });
  // Allows the challenge's script by this response's nonce.
  const headers = { "Content-Security-Policy": contentPolicy({ scripts: `'nonce-${context.nonce}'` }) };
  const { form: token, challenge } = answer;
  return data({ kind: "press" as const, form: token, challenge, email: address.email }, { headers });
}

export const headers: HeadersFunction = ({ actionHeaders, loaderHeaders }) =>
  actionHeaders.has("Content-Security-Policy") ? actionHeaders : loaderHeaders;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex" },
  { tagName: "link", rel: "canonical", href: data?.url },
];

export default function AskForLink() {
  const words = useWords();
  const { contact } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer?.kind === "busy")
    return (
      <Note title={words("signUp.busyTitle")}>
        <Busy back={path} withProof={false} contact={contact} />
      </Note>
    );
  if (answer?.kind === "press") {
    const { email, form, challenge } = answer;
    const typed = { email, name: "", lists: [], topics: [], source: path, form };
    return (
      <Note title={words("signUp.pressTitle")}>
        <PressOnce action={path} lead="reader.ask.pressLead" {...{ typed, challenge }} tooFast={false} />
      </Note>
    );
  }
  return <Asking wrong={answer?.kind === "faulty" ? answer : undefined} />;
}

function Asking({ wrong }: { wrong?: { fault: string; typed: string } }) {
  const words = useWords();
  return (
    <Note title={words("reader.ask.title")}>
      {wrong && <FaultSummary faults={[{ said: wrong.fault, field: "reader-email" }]} />}
      <p>{words("reader.ask.about")}</p>
      <form method="post">
        <label htmlFor="reader-email" className="mb-2 block text-[0.9375rem] font-semibold">
          {words("signUp.email")}
        </label>
        {wrong && <SectionFault id="reader-fault">{wrong.fault}</SectionFault>}
        <div className="flex flex-col gap-3 sm:flex-row">
          <input
            className="field"
            id="reader-email"
            name="email"
            type="email"
            autoComplete="email"
            dir="ltr"
            required
            defaultValue={wrong?.typed}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? "reader-fault" : undefined}
          />
          <button className="button" type="submit">
            {words("reader.ask.send")}
          </button>
        </div>
      </form>
    </Note>
  );
}
