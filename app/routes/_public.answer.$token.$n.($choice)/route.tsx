import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { DeadLink } from "#app/components/site/Note.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound, postedForm } from "#app/http/params.server.ts";
import { momentIn } from "#app/i18n/dates.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { answerSchema, giveAnswer } from "#app/models/feedback/answers.server.ts";
import { noDelivery, openQuestion } from "#app/models/feedback/questions.server.ts";
import { peopleByAnswer } from "#app/models/feedback/results.server.ts";
import { ClosedQuestion, MailOnly, Question } from "./Question.tsx";

/** Changes nothing, because mail scanners follow every link (H-08). */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language, timeZone } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const titled = (title: string) => `${title} · ${name}`;
  if (params.token === noDelivery) return { title: titled(words("ask.mailOnly")), asked: "mail-only" as const };
  const opened = await openQuestion(context, params.token!, wholeNumber(params.n));
  if (!opened) return data({ title: titled(words("errors.deadLink")), asked: null }, { status: 404 });
  const { id, subscriberId: _, choices, ...question } = opened;
  const seesResults = question.shown && (question.given || !question.isOpen);
  return {
    title: titled(titleOf(question, words)),
    asked: {
      ...question,
      until: momentIn(language, question.closesAt, timeZone),
      chosen: wholeNumber(params.choice),
      results: seesResults ? await peopleByAnswer(context, id, choices) : null,
    },
  };
}

type Titled = { kind: "useful" | "poll"; words: string; isPiece: boolean };

function titleOf({ kind, words: asked, isPiece }: Titled, words: ReturnType<typeof messagesIn>): string {
  if (kind === "poll") return asked;
  return isPiece ? words("ask.useful") : words("ask.usefulIssue");
}

/** Mail programs put signs behind a link; 0 is no question and no answer. */
function wholeNumber(text = ""): number {
  return Number(/^[1-9]\d{0,3}(?!\d)/.exec(text)?.[0] ?? 0);
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  if (form.get("do") !== "answer") return data({ did: null }, { status: 400 });
  const given = answerSchema.safeParse(Object.fromEntries(form));
  if (!given.success) return data({ did: "choose" as const }, { status: 400 });
  const kept = await giveAnswer(context, params.token!, wholeNumber(params.n), given.data);
  return kept ? { did: "answered" as const } : data({ did: null }, { status: 409 });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex, nofollow, noarchive" },
];

export default function AnswerPage() {
  const { asked } = useLoaderData<typeof loader>();
  const did = useActionData<typeof action>()?.did ?? null;
  const words = useWords();
  if (!asked) return <DeadLink title={words("errors.deadLink")}>{null}</DeadLink>;
  if (asked === "mail-only") return <MailOnly />;
  if (asked.isOpen) return <Question {...asked} did={did} />;
  return <ClosedQuestion {...asked} />;
}
