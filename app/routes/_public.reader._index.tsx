import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound, postedForm, titleFor } from "../answers.server.ts";
import { FaultSummary } from "../components/FaultSummary.tsx";
import { Note } from "../components/Note.tsx";
import { Fault } from "../components/reader/Section.tsx";
import { useWords } from "../components/Words.tsx";
import { parseAddress } from "../models/addresses.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { askForLink } from "../models/readerLinks.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const words = wordsIn(language);
  return {
    title: titleFor(context, words, `${words("reader.ask.title")} · ${name}`),
    url: `${context.config.appUrl}/reader`,
  };
}

/** Answers the same to everyone who typed an address (C-06). */
export async function action({ request, context }: ActionFunctionArgs) {
  const { language } = orNotFound(await getBriefing(context));
  const typed = String((await postedForm(request)).get("email") ?? "");
  const address = parseAddress(typed);
  if ("error" in address) {
    context.hasFault = true;
    return data({ fault: wordsIn(language)("reader.fault.email"), typed: typed.slice(0, 300) }, { status: 400 });
  }
  await askForLink(context, address.email, context.ip);
  return redirect("/reader/sent", 303);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex" },
  { tagName: "link", rel: "canonical", href: data?.url },
];

export default function AskForLink() {
  const words = useWords();
  const wrong = useActionData<typeof action>();
  return (
    <Note title={words("reader.ask.title")}>
      {wrong && <FaultSummary faults={[{ said: wrong.fault, field: "reader-email" }]} />}
      <p>{words("reader.ask.about")}</p>
      <form method="post">
        <label htmlFor="reader-email" className="mb-2 block text-[0.9375rem] font-semibold">
          {words("signUp.email")}
        </label>
        {wrong && <Fault id="reader-fault">{wrong.fault}</Fault>}
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
