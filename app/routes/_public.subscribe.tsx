import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound, postedForm } from "../answers.server.ts";
import { headLines } from "../components/head.ts";
import { Note } from "../components/Note.tsx";
import { SignUpForm } from "../components/SignUp.tsx";
import { useWords } from "../components/Words.tsx";
import { parseForm } from "../forms.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { pageHead } from "../models/heads.server.ts";
import { firstList } from "../models/lists.server.ts";
import { signUp, signUpSchema } from "../models/subscriptions.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const { name, pitch } = briefing;
  const title = `${wordsIn(briefing.language)("site.subscribe")} · ${name}`;
  const head = pageHead(context, briefing, { path: "/subscribe", title, description: pitch });
  return { name, pitch, head };
}

/** Answers the same to everyone who typed an address (C-06), and to the programs that filled in what people do not see. */
export async function action({ request, context }: ActionFunctionArgs) {
  const list = orNotFound(await firstList(context));
  const { language } = orNotFound(await getBriefing(context));
  const parsed = parseForm(signUpSchema(language), await postedForm(request));
  if ("reply" in parsed) return data({ reply: parsed.reply }, { status: 400 });
  const { website, ...asked } = parsed.value;
  const caller = { ip: context.ip, userAgent: request.headers.get("User-Agent") };
  if (!website) await signUp(context, { ...asked, ...caller, listId: list.id });
  return redirect("/subscribe/sent", 303);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function Subscribe() {
  const words = useWords();
  const { name, pitch } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>()?.reply;
  return (
    <Note title={words("subscribe.title", { briefing: name })}>
      <p className="first-letter:uppercase">{pitch}</p>
      <div className="mt-8">
        <SignUpForm
          source={typed(reply?.initialValue?.source) ?? "/subscribe"}
          email={typed(reply?.initialValue?.email)}
          fault={reply && (reply.error?.email?.[0] ?? words("errors.address.missing"))}
        />
      </div>
    </Note>
  );
}

function typed(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
